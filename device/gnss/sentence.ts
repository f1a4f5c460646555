/** NMEA 0183 allows 82 characters; some receivers need a few more. What goes beyond is no sentence. */
const longestSentence = 120;

/** What has come since the last line end. */
export interface SentenceBuffer {
  readonly text: string;
  readonly overflowed: boolean;
}

export const emptyBuffer: SentenceBuffer = { text: '', overflowed: false };

/** A sentence whose checksum is right: its three-letter type and its fields, the talker being any system's. */
export interface Sentence {
  readonly type: string;
  readonly fields: readonly string[];
}

/** One character for each byte, whatever it is. */
const decoder = new TextDecoder('latin1');

/** Takes in bytes, split in any way, and gives the sentences that they complete; all else is dropped. */
export function collect(
  buffer: SentenceBuffer,
  bytes: Uint8Array,
): { readonly buffer: SentenceBuffer; readonly sentences: readonly Sentence[] } {
  const [first = '', ...others] = decoder.decode(bytes).split('\n');
  let last = extended(buffer, first);
  const sentences: Sentence[] = [];
  for (const other of others) {
    const sentence = last.overflowed ? undefined : parseSentence(last.text.trim());
    if (sentence !== undefined) sentences.push(sentence);
    last = extended(emptyBuffer, other);
  }
  return { buffer: last, sentences };
}

function extended({ text, overflowed }: SentenceBuffer, more: string): SentenceBuffer {
  if (overflowed || text.length + more.length > longestSentence) return { text: '', overflowed: true };
  return { text: text + more, overflowed };
}

/** `$`, talker, type, fields, `*` and checksum (NMEA 0183); GP is GPS, GL GLONASS, GA Galileo, GB and BD BeiDou, GN several. */
const form = /^\$(G[A-Z]|BD)([A-Z]{3}),([^*$]*)\*([0-9A-Fa-f]{2})$/;

/** One line; nothing where its form or checksum is not right. */
export function parseSentence(line: string): Sentence | undefined {
  const [, , type, fields, checksum] = form.exec(line) ?? [];
  if (type === undefined || fields === undefined || checksum === undefined) return undefined;
  if (checksumOf(line.slice(1, -3)) !== Number.parseInt(checksum, 16)) return undefined;
  return { type, fields: fields.split(',') };
}

function checksumOf(text: string): number {
  let sum = 0;
  for (let index = 0; index < text.length; index++) sum ^= text.charCodeAt(index);
  return sum;
}
