import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { sealBytes } from '../../protocol/messages/record.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import type { QuarantinedRow } from '../storage/set-aside.ts';
import type { Storage } from '../storage/storage.ts';
import { type ReadableEntry, readEntry } from './entry.ts';
import { genesisLink } from './genesis-link.ts';

/** How far a signature is looked for behind a quarantined record; the car signs within an hour (D2). */
export const furthestLook = 1000;

interface Version extends ReadableEntry {
  /** Null for a record that is stored. */
  readonly quarantined: QuarantinedRow | null;
}

/**
 * Quarantined records that the car has signed, alone or by a later record of the same chain, and that take the place of
 * what is stored, which it has not (D4); in the order of their seq. Empty where there are none.
 */
export function signedInstead(
  storage: Storage,
  verify: VerifyCar,
  car: CarId,
  journal: JournalId,
): QuarantinedRow[] {
  const set = storage.setAside.quarantinedOf(car, journal, 1, furthestLook);
  const first = set[0]?.seq;
  if (first === undefined) return [];
  const versions = versionsFrom(storage, set, car, journal, first);
  for (const version of versions.toReversed()) {
    if (!isSigned(version, verify)) continue;
    const chain = chainBackTo(versions, version, first);
    if (!joins(storage, car, journal, chain.at(-1))) continue;
    const replacing = chain.filter(({ quarantined }) => quarantined !== null);
    if (replacing.length === 0) continue;
    const seqs = new Set(replacing.map(({ seq }) => seq));
    const replaced = versions.filter(({ seq, quarantined }) => quarantined === null && seqs.has(seq));
    if (replaced.some((each) => isCovered(versions, each, verify))) continue;
    return replacing.flatMap(({ quarantined }) => quarantined ?? []).toReversed();
  }
  return [];
}

function versionsFrom(
  { records }: Storage,
  set: readonly QuarantinedRow[],
  car: CarId,
  journal: JournalId,
  first: number,
): Version[] {
  const stored = records
    .from(car, journal, first, furthestLook)
    .map((row) => ({ ...row, quarantined: null }));
  const aside = set.map((row) => ({ ...row, quarantined: row }));
  return [...stored, ...aside]
    .toSorted((left, right) => left.seq - right.seq)
    .flatMap(({ seq, raw, quarantined }) => {
      const entry = readEntry(journal, seq, raw);
      return entry.kind === 'record' ? [{ ...entry, quarantined }] : [];
    });
}

const isSigned = ({ link, signature }: Version, verify: VerifyCar): boolean =>
  signature !== null && verify(sealBytes(link), signature);

/** From a record back to the first one in question; cut short where the chain does not lead there. */
function chainBackTo(versions: readonly Version[], last: Version, first: number): Version[] {
  const chain = [last];
  for (let at = last; at.seq > first; ) {
    const before = versions.find(({ seq, link }) => seq === at.seq - 1 && sameBytes(link, at.header.link));
    if (before === undefined) return [];
    chain.push(before);
    at = before;
  }
  return chain;
}

/** Whether a record continues what is stored before it. */
function joins(storage: Storage, car: CarId, journal: JournalId, earliest: Version | undefined): boolean {
  if (earliest === undefined) return false;
  const { seq, header } = earliest;
  const before = seq === 1 ? genesisLink(car, journal) : storage.records.link(car, journal, seq - 1);
  return before !== undefined && sameBytes(before, header.link);
}

/** Whether the car has signed a stored record, alone or by one that follows it. */
function isCovered(versions: readonly Version[], version: Version, verify: VerifyCar): boolean {
  let at: Version | undefined = version;
  while (at !== undefined) {
    if (isSigned(at, verify)) return true;
    const { seq, link }: Version = at;
    at = versions.find(
      (next) => next.quarantined === null && next.seq === seq + 1 && sameBytes(next.header.link, link),
    );
  }
  return false;
}
