import { createHash } from 'node:crypto';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { genesisBytes } from '../../protocol/messages/record.ts';

export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

/** The link that a journal's first record names (clause 3.6). */
export const genesisLink = (car: CarId, journal: JournalId): Uint8Array => sha256(genesisBytes(car, journal));
