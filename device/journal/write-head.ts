import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';
import { encodeFrame } from './frame.ts';

/** Up to which record the gateway had everything, and when a receipt said so (D3). */
export interface Released {
  readonly through: number;
  readonly at: EpochMilliseconds;
}

/**
 * What each write to a segment begins with. It shows where a write began: all before it was synced, so that a bad frame
 * there is damage, while one behind the last head is a torn tail (D6). And it carries what has to outlive a power cut
 * without being a record.
 */
export interface WriteHead {
  readonly released: Released;
  /** The journal's owner knows what it means; empty where it has set none. */
  readonly mark: Uint8Array;
}

const releasedAt = 4;
const markAt = 12;

/** @param lastSeq the number of the last record before the write */
export function encodeWriteHead(lastSeq: number, { released, mark }: WriteHead): Uint8Array {
  const payload = new Uint8Array(markAt + mark.length);
  const view = new DataView(payload.buffer);
  view.setUint32(0, released.through);
  view.setBigUint64(releasedAt, BigInt(released.at));
  payload.set(mark, markAt);
  return encodeFrame('head', lastSeq, payload);
}

/** From the payload of a frame of type `head`; null where it is too short to be one. */
export function decodeWriteHead(payload: Uint8Array): WriteHead | null {
  if (payload.length < markAt) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const at = epochMilliseconds(Number(view.getBigUint64(releasedAt)));
  return { released: { through: view.getUint32(0), at }, mark: payload.slice(markAt) };
}
