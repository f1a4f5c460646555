import type { CarId, JournalId } from '../../protocol/ids.ts';
import { genesisBytes } from '../../protocol/messages/record.ts';
import { sha256 } from '../../protocol/node-digest.ts';

/** The link that a journal's first record names (clause 3.6). */
export const genesisLink = (car: CarId, journal: JournalId): Uint8Array => sha256(genesisBytes(car, journal));
