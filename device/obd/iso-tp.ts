/** One whole message of one control unit. */
export interface EcuPayload {
  /** CAN id as the adapter shows it: `7E8`, `18DAF110`; the source's address without CAN. */
  readonly ecu: string;
  /** From the service byte on, cut to the announced length. */
  readonly bytes: Uint8Array;
}

interface Unfinished {
  readonly length: number;
  readonly bytes: number[];
  nextSequence: number;
}

const shortId = { digits: 3, firsts: '01234567' };
const longId = { digits: 8, firsts: '1' };
const mostFrameDigits = 16;

/** Ids that control units answer from: 11-bit 7E8 to 7EF, 29-bit 18DAF1xx (ISO 15765-4). */
export const isStandardEcu = (ecu: string): boolean =>
  ecu.length === shortId.digits ? ecu.startsWith('7E') && ecu >= '7E8' : ecu.startsWith('18DAF1');

/**
 * Puts the frames of interleaving control units together (ISO 15765-2); lines are hexadecimal, in capitals and without spaces.
 * A line that is no frame, a frame of another id than the standard ones and `also`, and a message with a frame missing, are
 * left out.
 */
export function assemble(lines: readonly string[], also?: string): readonly EcuPayload[] {
  let unfinished: Map<string, Unfinished> | undefined;
  const payloads: EcuPayload[] = [];
  for (const line of lines) {
    const ecu = idOf(line);
    if (ecu === undefined || !(isStandardEcu(ecu) || ecu === also)) continue;
    let bytes = single(line, ecu.length);
    if (bytes === undefined) {
      unfinished ??= new Map();
      bytes = takeFrame(unfinished, ecu, bytesIn(line, ecu.length));
    }
    if (bytes !== undefined) payloads.push({ ecu, bytes });
  }
  return payloads;
}

/**
 * Any id of 11 or 29 bits before a frame of one to eight bytes; a car's own requests are answered from ids of their own. Bytes
 * are pairs of digits, so an odd number of them begins with an id of three.
 */
function idOf(line: string): string | undefined {
  const { digits, firsts } = line.length % 2 === 1 ? shortId : longId;
  const frameDigits = line.length - digits;
  if (frameDigits < 2 || frameDigits > mostFrameDigits || !firsts.includes(line.charAt(0))) return undefined;
  return line.slice(0, digits);
}

/** A message that is a frame by itself, as nearly all are. */
function single(line: string, at: number): Uint8Array | undefined {
  const length = byteAt(line, at);
  return length > 0 && at + 2 * (1 + length) <= line.length ? bytesIn(line, at + 2, length) : undefined;
}

/** So many bytes of a line from one of its digits on. */
function bytesIn(line: string, at: number, length = (line.length - at) / 2): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index++) bytes[index] = byteAt(line, at + 2 * index);
  return bytes;
}

const byteAt = (line: string, at: number): number => digitAt(line, at) * 0x10 + digitAt(line, at + 1);

function digitAt(line: string, at: number): number {
  const code = line.charCodeAt(at);
  return code < codeOfA ? code - codeOfZero : code - codeOfA + 10;
}

const codeOfZero = '0'.charCodeAt(0);
const codeOfA = 'A'.charCodeAt(0);

function takeFrame(
  unfinished: Map<string, Unfinished>,
  ecu: string,
  data: Uint8Array,
): Uint8Array | undefined {
  const control = data[0] ?? 0;
  switch (control >> 4) {
    case 1:
      startMessage(unfinished, ecu, data);
      return undefined;
    case 2:
      return continueMessage(unfinished, ecu, control & 0x0f, data);
    default:
      return undefined;
  }
}

function startMessage(unfinished: Map<string, Unfinished>, ecu: string, data: Uint8Array): void {
  const [high = 0, low = 0, ...bytes] = data;
  const length = ((high & 0x0f) << 8) | low;
  if (data.length === 8 && length > 7) unfinished.set(ecu, { length, bytes, nextSequence: 1 });
}

function continueMessage(
  unfinished: Map<string, Unfinished>,
  ecu: string,
  sequence: number,
  data: Uint8Array,
): Uint8Array | undefined {
  const message = unfinished.get(ecu);
  if (message === undefined) return undefined;
  if (sequence !== message.nextSequence) {
    unfinished.delete(ecu);
    return undefined;
  }
  message.nextSequence = (sequence + 1) & 0x0f;
  message.bytes.push(...data.subarray(1));
  if (message.bytes.length < message.length) return undefined;
  unfinished.delete(ecu);
  return Uint8Array.from(message.bytes.slice(0, message.length));
}
