import { hash } from 'node:crypto';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { genesisBytes } from '../../protocol/messages/record.ts';

/** In one shot: without an object for each hash. */
export function sha256(bytes: Uint8Array): Uint8Array {
  const digest = hash('sha256', bytes, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}

/** The link that a journal's first record names (clause 3.6). */
export const genesisLink = (car: CarId, journal: JournalId): Uint8Array => sha256(genesisBytes(car, journal));
