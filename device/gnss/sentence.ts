import { latin1Of } from '../latin1.ts';

/** NMEA 0183 allows 82 characters; some receivers need a few more. What goes beyond is no sentence. */
const longestSentence = 120;

/** What has come of a sentence, from its `$` on. */
export interface SentenceBuffer {
  readonly text: string;
}

export const emptyBuffer: SentenceBuffer = { text: '' };

/** A sentence whose checksum is right: its three-letter type and its fields, the talker being any system's. */
export interface Sentence {
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
    const sentence = parseSentence(extended(last, text.slice(begin, end)).text.trim());
    if (sentence !== undefined) sentences.push(sentence);
    last = emptyBuffer;
    begin = end + 1;
  }
  return { buffer: begin === text.length ? last : extended(last, text.slice(begin)), sentences };
}

function extended({ text }: SentenceBuffer, more: string): SentenceBuffer {
  const whole = text + more;
  const start = whole.lastIndexOf('$');
  return start < 0 || whole.length - start > longestSentence ? emptyBuffer : { text: whole.slice(start) };
}

/** `$`, talker, type, fields, `*` and checksum (NMEA 0183); GP is GPS, GL GLONASS, GA Galileo, GB and BD BeiDou, GN several. */
const form = /^\$(?:G[A-Z]|BD)[A-Z]{3},[^*$]*\*[0-9A-Fa-f]{2}$/;
const typeAt = '$GP'.length;
const fieldsAt = '$GPRMC,'.length;

/** One line; nothing where its form or checksum is not right. */
export function parseSentence(line: string): Sentence | undefined {
  if (!form.test(line)) return undefined;
  const end = line.length - '*00'.length;
  if (checksumOf(line, end) !== hexadecimalAt(line, end + 1)) return undefined;
  return { type: line.slice(typeAt, fieldsAt - 1), fields: line.slice(fieldsAt, end).split(',') };
}

/** Two digits, capital or not. */
const hexadecimalAt = (line: string, at: number): number => digitAt(line, at) * 0x10 + digitAt(line, at + 1);

/** Letters stand from 0x41 and 0x61 on, digits from 0x30. */
function digitAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  return code < 0x40 ? code & 0x0f : (code & 0x0f) + 9;
}

/** Of what stands between `$` and `*`. */
function checksumOf(line: string, end: number): number {
  let sum = 0;
  for (let index = 1; index < end; index++) sum ^= line.charCodeAt(index);
  return sum;
}
