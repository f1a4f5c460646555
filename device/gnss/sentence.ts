import { latin1Of } from '../latin1.ts';

/** NMEA 0183 allows 82 characters; some receivers need a few more. What goes beyond is no sentence. */
const longestSentence = 120;

/** What has come of a sentence, from its `$` on. */
export interface SentenceBuffer {
  readonly text: string;
}

export const emptyBuffer: SentenceBuffer = { text: '' };

/** A sentence whose checksum is right: its talker of two letters, its type of three, and its fields. */
export interface Sentence {
  readonly talker: string;
  readonly type: string;
  readonly fields: readonly string[];
}

/**
 * Takes in bytes, split in any way, and gives the sentences that they complete; all else is dropped, also where it stands in
 * front of a sentence without a line end, as binary messages (UBX) do.
 */
export function collect(
  buffer: SentenceBuffer,
  bytes: Uint8Array,
): { readonly buffer: SentenceBuffer; readonly sentences: readonly Sentence[] } {
  const text = latin1Of(bytes);
  const sentences: Sentence[] = [];
  let last = buffer;
  let begin = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', begin)) {
    const sentence = parseSentence(completed(last, text, begin, end).trim());
    if (sentence !== undefined) sentences.push(sentence);
    last = emptyBuffer;
    begin = end + 1;
  }
  return { buffer: begin === text.length ? last : extended(last, text.slice(begin)), sentences };
}

/** What stands between the last `$` and a line end; mostly the line is there as a whole. */
function completed(buffer: SentenceBuffer, text: string, begin: number, end: number): string {
  if (buffer.text !== '') return extended(buffer, text.slice(begin, end)).text;
  const start = text.lastIndexOf('$', end);
  return start < begin || end - start > longestSentence ? '' : text.slice(start, end);
}

function extended({ text }: SentenceBuffer, more: string): SentenceBuffer {
  const whole = text + more;
  const start = whole.lastIndexOf('$');
  return start < 0 || whole.length - start > longestSentence ? emptyBuffer : { text: whole.slice(start) };
}

const typeAt = '$GP'.length;
const fieldsAt = '$GPRMC,'.length;
const [dollar, star, comma] = [0x24, 0x2a, 0x2c];

/**
 * One line: `$`, talker, type, fields, `*` and checksum (NMEA 0183); nothing where its form or checksum is not right. It is read
 * sign by sign: sentences come every second, and a regular expression takes several times as long.
 */
export function parseSentence(line: string): Sentence | undefined {
  const end = line.length - '*00'.length;
  if (end < fieldsAt || !isNamed(line) || line.charCodeAt(end) !== star) return undefined;
  if (checksumOf(line, end) !== hexadecimalAt(line, end + 1)) return undefined;
  return {
    talker: line.slice(1, typeAt),
    type: line.slice(typeAt, fieldsAt - 1),
    fields: fieldsOf(line, end),
  };
}

/** GP is GPS, GL GLONASS, GA Galileo, GB and BD BeiDou, GN several; the type has three letters. */
function isNamed(line: string): boolean {
  if (line.charCodeAt(0) !== dollar || line.charCodeAt(fieldsAt - 1) !== comma) return false;
  for (let index = 1; index < fieldsAt - 1; index++) if (!isCapital(line.charCodeAt(index))) return false;
  return line.startsWith('G', 1) || line.startsWith('BD', 1);
}

const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;

function fieldsOf(line: string, end: number): readonly string[] {
  const fields: string[] = [];
  let begin = fieldsAt;
  for (let next = line.indexOf(',', begin); next >= 0; next = line.indexOf(',', begin)) {
    fields.push(line.slice(begin, next));
    begin = next + 1;
  }
  fields.push(line.slice(begin, end));
  return fields;
}

/** Two digits, capital or not; NaN where there are others. */
const hexadecimalAt = (line: string, at: number): number => digitAt(line, at) * 0x10 + digitAt(line, at + 1);

function digitAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code & ~0x20;
  return letter >= 0x41 && letter <= 0x46 ? letter - 0x41 + 10 : Number.NaN;
}

/** Of what stands between `$` and `*`; -1 where another sentence begins or ends in between. */
function checksumOf(line: string, end: number): number {
  let sum = 0;
  for (let index = 1; index < end; index++) {
    const code = line.charCodeAt(index);
    if (code === star || code === dollar) return -1;
    sum ^= code;
  }
  return sum;
}
