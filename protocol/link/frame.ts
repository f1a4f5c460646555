import { concat } from '../codec/bytes.ts';
import { crc32 } from '../codec/crc32.ts';
import { slipEncode } from './slip.ts';

/** Largest message on the phone link in bytes, without its checksum (clause 9). */
export const maxLinkMessageBytes = 2048;
export const maxFrameBytes = maxLinkMessageBytes + 4;

/** A message with its CRC-32 (IEEE 802.3, most significant byte first) behind it, in SLIP (clause 6.1). */
export function encodeFrame(message: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, crc32(message));
  return slipEncode(concat(message, checksum));
}

/** The message of a SLIP packet; null where the checksum does not fit: noise is dropped in silence. */
export function openFrame(packet: Uint8Array): Uint8Array | null {
  if (packet.length < 5) return null;
  const message = packet.subarray(0, packet.length - 4);
  const checksum = new DataView(packet.buffer, packet.byteOffset + message.length, 4).getUint32(0);
  return crc32(message) === checksum ? message : null;
}
