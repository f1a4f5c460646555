import { crc32 } from 'node:zlib';

/** A `record` carries its own number; a `snapshot` and the `head` of a write that of the last record before them. */
export type FrameType = 'snapshot' | 'record' | 'head';

/** A frame read back; `end` is the offset behind it. */
export interface Frame {
  readonly type: FrameType;
  readonly seq: number;
  readonly payload: Uint8Array;
  readonly end: number;
}

/** What a frame may carry at most; a longer length is a damaged one. */
export const maxPayloadBytes = 64 * 1024;

/** Seq is four bytes: at a record a second enough for 136 years. */
export const maxSeq = 2 ** 32 - 1;

const lengthAt = 4;
const typeAt = 8;
const seqAt = 9;

/** What a frame adds to its payload: CRC-32 (over all that follows it), length, type, seq. */
export const frameOverhead = 13;

const codes = { snapshot: 1, record: 2, head: 3 } as const satisfies Record<FrameType, number>;

/** @throws {RangeError} on a payload over `maxPayloadBytes` or a number over `maxSeq`. */
export function encodeFrame(type: FrameType, seq: number, payload: Uint8Array): Uint8Array {
  if (payload.length > maxPayloadBytes)
    throw new RangeError(`${type} ${seq} of ${payload.length} bytes; a frame takes ${maxPayloadBytes}`);
  if (seq > maxSeq) throw new RangeError(`${type} ${seq} is past the last number, ${maxSeq}`);
  const frame = new Uint8Array(frameOverhead + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(lengthAt, payload.length);
  view.setUint8(typeAt, codes[type]);
  view.setUint32(seqAt, seq);
  frame.set(payload, frameOverhead);
  view.setUint32(0, crc32(frame.subarray(lengthAt)));
  return frame;
}

/** The payload of a frame made by `encodeFrame`, sharing its memory. */
export const payloadOf = (frame: Uint8Array): Uint8Array => frame.subarray(frameOverhead);

/** The frame that begins at `at`, or null where none with a right checksum does. The payload shares memory. */
export function frameAt(bytes: Uint8Array, at: number): Frame | null {
  if (at + frameOverhead > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, frameOverhead);
  const type = typeOf(view.getUint8(typeAt));
  const length = view.getUint32(lengthAt);
  const end = at + frameOverhead + length;
  if (type === null || length > maxPayloadBytes || end > bytes.length) return null;
  if (crc32(bytes.subarray(at + lengthAt, end)) !== view.getUint32(0)) return null;
  return { type, seq: view.getUint32(seqAt), payload: bytes.subarray(at + frameOverhead, end), end };
}

function typeOf(code: number): FrameType | null {
  if (code === codes.record) return 'record';
  if (code === codes.head) return 'head';
  return code === codes.snapshot ? 'snapshot' : null;
}
