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

/** What a look at a stretch of a journal came to. */
export interface SignedLook {
  /** In the order of their seq; empty where there are none. */
  readonly signed: readonly QuarantinedRow[];
  /** Where the next stretch begins; null where nothing more is quarantined. */
  readonly next: number | null;
}

/**
 * Quarantined records from `from` on that the car has signed, alone or by a later record of the same chain, and that take the
 * place of what is stored, which it has not (D4). Looks at a stretch; the next one overlaps it by half, so that what an hour
 * signs is seen whole in one of them, whatever else is quarantined.
 */
export function signedInstead(
  storage: Storage,
  verify: VerifyCar,
  car: CarId,
  journal: JournalId,
  from = 1,
): SignedLook {
  const rows = storage.setAside.quarantinedOf(car, journal, from, furthestLook);
  const [first] = rows;
  if (first === undefined) return { signed: [], next: null };
  const set = rows.filter(({ seq }) => seq < first.seq + furthestLook);
  const signed = signedIn(storage, verify, versionsOf(storage, set, first), first);
  return { signed, next: nextFrom(rows, set, first.seq) };
}

function nextFrom(
  rows: readonly QuarantinedRow[],
  set: readonly QuarantinedRow[],
  firstSeq: number,
): number | null {
  const isAll = rows.length < furthestLook && set.length === rows.length;
  if (isAll) return null;
  const isCut = set.length === furthestLook;
  const middle = isCut ? (set[furthestLook >>> 1]?.seq ?? firstSeq) : firstSeq + (furthestLook >>> 1);
  return Math.max(middle, firstSeq + 1);
}

type Versions = ReadonlyMap<number, readonly Version[]>;

function versionsOf(
  { records }: Storage,
  set: readonly QuarantinedRow[],
  { car, journal, seq: first }: QuarantinedRow,
): Versions {
  const stored = records
    .from(car, journal, first, furthestLook)
    .map((row) => ({ ...row, quarantined: null }));
  const aside = set.map((row) => ({ ...row, quarantined: row }));
  const versions = [...stored, ...aside].flatMap(({ seq, raw, quarantined }) => {
    const entry = readEntry(journal, seq, raw);
    return entry.kind === 'record' ? [{ ...entry, quarantined }] : [];
  });
  return Map.groupBy(versions, ({ seq }) => seq);
}

function signedIn(
  storage: Storage,
  verify: VerifyCar,
  versions: Versions,
  { car, journal }: QuarantinedRow,
): QuarantinedRow[] {
  const latestFirst = [...versions.values()].flat().toSorted((left, right) => right.seq - left.seq);
  for (const version of latestFirst) {
    if (version.signature === null) continue;
    const chain = chainBackFrom(versions, version);
    while (chain.length > 0 && !joins(storage, car, journal, chain.at(-1))) chain.pop();
    const replacing = chain.flatMap(({ quarantined }) => quarantined ?? []);
    if (replacing.length === 0 || !isSigned(version, verify)) continue;
    const replaced = replacing.flatMap(({ seq }) => storedAt(versions, seq) ?? []);
    if (replaced.some((each) => isCovered(versions, each, verify))) continue;
    return replacing.toReversed();
  }
  return [];
}

const isSigned = ({ link, signature }: Version, verify: VerifyCar): boolean =>
  signature !== null && verify(sealBytes(link), signature);

const storedAt = (versions: Versions, seq: number): Version | undefined =>
  versions.get(seq)?.find(({ quarantined }) => quarantined === null);

/** A record and those before it in its chain, the latest first, as far as they are here. */
function chainBackFrom(versions: Versions, last: Version): Version[] {
  const chain = [last];
  for (let at: Version | undefined = last; at !== undefined; ) {
    const { seq, header }: Version = at;
    at = versions.get(seq - 1)?.find(({ link }) => sameBytes(link, header.link));
    if (at !== undefined) chain.push(at);
  }
  return chain;
}

/** Whether a record continues what is stored before it: that the signature covers as well. */
function joins(storage: Storage, car: CarId, journal: JournalId, earliest: Version | undefined): boolean {
  if (earliest === undefined) return false;
  const { seq, header } = earliest;
  const before = seq === 1 ? genesisLink(car, journal) : storage.records.link(car, journal, seq - 1);
  return before !== undefined && sameBytes(before, header.link);
}

/** Whether the car has signed a stored record, alone or by one that follows it. */
function isCovered(versions: Versions, version: Version, verify: VerifyCar): boolean {
  let at: Version | undefined = version;
  while (at !== undefined) {
    if (isSigned(at, verify)) return true;
    const { seq, link }: Version = at;
    const next: Version | undefined = storedAt(versions, seq + 1);
    at = next !== undefined && sameBytes(next.header.link, link) ? next : undefined;
  }
  return false;
}
