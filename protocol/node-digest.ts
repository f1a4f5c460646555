import { hash } from 'node:crypto';

/** SHA-256, 32 bytes; in one shot, without an object for each hash. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}
