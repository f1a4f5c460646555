import { fromHex } from '../protocol/codec/bytes.ts';
import { decodeRecord } from '../protocol/messages/record.ts';
import { decodeBody } from '../protocol/messages/registry.ts';
import type { ClockQuality } from '../protocol/messages/words.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import type { JournalEntry } from './journal/entry.ts';
import { evolve } from './state/evolve.ts';
import { decodeSnapshot, type Snapshot } from './state/snapshot.ts';

/** What a journal says of a car, up to its last record. */
export interface Restored extends Omit<Snapshot, 'link'> {
  /** Null where the journal has no record yet. */
  readonly link: Uint8Array | null;
}

/** Snapshot and the records since, folded. @throws {MalformedError} */
export function restored(snapshot: Uint8Array, entriesSinceSnapshot: readonly JournalEntry[]): Restored {
  const { link, ...from } = decodeSnapshot(snapshot);
  const isGenesis = /^0+$/.test(link);
  return entriesSinceSnapshot.reduce<Restored>(lived, { ...from, link: isGenesis ? null : fromHex(link) });
}

function lived(before: Restored, { bytes }: JournalEntry): Restored {
  const { header, headerBytes, bodyBytes } = decodeRecord(bytes);
  const fact = bodyBytes === null ? null : decodeBody(header.kind, bodyBytes);
  const link = sha256(headerBytes);
  return {
    state: fact === null ? before.state : evolve(before.state, { header, link, fact }),
    link,
    bootCount: Math.max(before.bootCount, header.bootCount),
    lowerBound: isSigned(header.clockQuality) ? later(before.lowerBound, header.wallTime) : before.lowerBound,
  };
}

/** Whether a wall time of this quality comes from time that someone trusted has signed (D8). */
const isSigned = (quality: ClockQuality): boolean => quality === 'network' || quality === 'token';

export const later = (left: EpochMilliseconds, right: EpochMilliseconds): EpochMilliseconds =>
  left > right ? left : right;
