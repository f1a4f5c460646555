import { decodeEntry, encodeEntry } from '../protocol/entry/entry.ts';
import {
  type CarId,
  type CustomerId,
  customerId,
  type DriverId,
  driverId,
  type JournalId,
  type Pseudonym,
} from '../protocol/ids.ts';
import { decodeRecord, encodeRecord } from '../protocol/messages/record.ts';
import { type EpochMilliseconds, shifted } from '../protocol/units.ts';
import type { EntryLog } from './entries/entry-log.ts';
import type { Note } from './register/charges.ts';
import { found, refused } from './register/faults.ts';
import { noteOf, readEntryOf } from './rental/read-entry.ts';
import { keptVersion } from './statement-versions.ts';
import type { EntryRow } from './storage/entries.ts';
import type { ReservationRow } from './storage/reservations.ts';
import type { Storage } from './storage/storage.ts';

/** A customer or a driver, by name. */
export type Person =
  | { readonly kind: 'customer'; readonly name: CustomerId }
  | { readonly kind: 'driver'; readonly name: DriverId };

/** How many days each kind of data is kept. */
export interface Retention {
  readonly samplesDays: number;
  /** Messages that were rejected and settled, or quarantined. */
  readonly setAsideDays: number;
  /** After they have expired. */
  readonly tokensDays: number;
  readonly commandsDays: number;
  /** Bodies of records; headers stay, and with them the chain. No rental can be billed anew without them. */
  readonly recordBodiesDays: number;
}

/** Rows that went, or would go, by kind. */
export interface Retained {
  readonly kind: string;
  readonly days: number;
  readonly rows: number;
}

export interface PrivacyParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
}

const dayMilliseconds = 86_400_000;

/** Thrown to undo a trial. */
class DryRun extends Error {
  readonly result: readonly Retained[];

  constructor(result: readonly Retained[]) {
    super('a dry run');
    this.result = result;
  }
}

/** What the gateway keeps of people, and how it lets go of it (D2). */
export const createPrivacy = (parts: PrivacyParts) => ({
  /**
   * Takes a person's name out of everything: bills and their proofs stay, under a pseudonym.
   * @throws {Fault} `not-found`, `still-in-use` while a reservation is under way or to come.
   */
  erasePerson: (person: Person, note?: Note): Pseudonym =>
    parts.storage.transaction(() => erase(parts, person, note)),

  /** All that is held about a person. @throws {Fault} `not-found`. */
  exportPerson: (person: Person) => parts.storage.transaction(() => exported(parts, person)),

  /** Lets go of what is past its time; with `dryRun` it only counts. */
  retain(retention: Retention, { dryRun }: { readonly dryRun: boolean }): readonly Retained[] {
    const { storage, entries } = parts;
    try {
      return storage.transaction(() => {
        const result = letGo(storage, retention, entries.now());
        if (dryRun) throw new DryRun(result);
        return result;
      });
    } catch (thrown) {
      if (thrown instanceof DryRun) return thrown.result;
      throw thrown;
    }
  },
});

function requirePerson({ people }: Storage, { kind, name }: Person): void {
  if (kind === 'customer') found(people.customer(name), `customer ${name}`);
  else found(people.driver(name), `driver ${name}`);
}

const reservationsOf = ({ reservations, privacy }: Storage, person: Person): ReservationRow[] =>
  person.kind === 'customer'
    ? reservations.ofCustomer(person.name)
    : privacy.reservationsOfDriver(person.name);

function erase({ storage, entries }: PrivacyParts, person: Person, note?: Note): Pseudonym {
  requirePerson(storage, person);
  const own = reservationsOf(storage, person);
  const now = entries.now();
  const waiting = own.find(({ cancelledAt, endsAt }) => cancelledAt === null && endsAt > now);
  if (waiting !== undefined)
    throw refused(
      'still-in-use',
      `reservation ${waiting.reservation} is under way or to come: cancel it first`,
    );
  const pseudonym = entries.pseudonymOf(person.kind, person.name);
  entries.append({ kind: 'person-erased', person: pseudonym }, note);
  for (const row of entriesAbout(storage, own, pseudonym)) dropNote(storage, row);
  if (person.kind === 'customer') storage.privacy.renameCustomer(person.name, customerId(pseudonym));
  else storage.privacy.renameDriver(person.name, driverId(pseudonym));
  storage.pseudonyms.erase(pseudonym);
  return pseudonym;
}

const entriesAbout = (
  { entries }: Storage,
  own: readonly ReservationRow[],
  pseudonym: Pseudonym,
): EntryRow[] => [
  ...own.flatMap(({ reservation }) => entries.ofReservation(reservation)),
  ...(['customer-terms', 'charge-added', 'way-assigned'] as const).flatMap((kind) =>
    entries.ofCustomer(pseudonym, kind),
  ),
  ...entries.ofKind('user-allowed').filter(({ raw }) => isAllowing(raw, pseudonym)),
];

/** Whether an entry lets this driver drive, or lets one drive for this customer. */
function isAllowing(raw: Uint8Array, person: Pseudonym): boolean {
  const body = readEntryOf(raw)?.body;
  return body?.kind === 'user-allowed' && (body.driver === person || body.customer === person);
}

/** Who decided and why may name the person; the digest stays (clause 14.1). */
function dropNote(storage: Storage, { number, raw }: EntryRow): void {
  const parts = decodeEntry(raw);
  if (parts.noteBytes !== null)
    storage.entries.replaceRaw(number, encodeEntry({ ...parts, noteBytes: null }));
}

function exported({ storage, entries }: PrivacyParts, person: Person) {
  requirePerson(storage, person);
  const { privacy } = storage;
  const own = reservationsOf(storage, person);
  const pseudonym = entries.pseudonymOf(person.kind, person.name);
  const rentals = storage.rentals.list();
  const about = new Map(entriesAbout(storage, own, pseudonym).map((row) => [row.number, row]));
  return {
    ...person,
    pseudonym,
    ...(person.kind === 'customer'
      ? {
          terms: storage.people.customer(person.name),
          drivers: privacy.permissionsOfCustomer(person.name),
          subjects: privacy.subjectsOf(person.name),
          invoices: storage.invoices.ofCustomer(pseudonym),
        }
      : { customers: privacy.permissionsOfDriver(person.name), phones: privacy.phonesOf(person.name) }),
    reservations: own.map((row) => ({
      ...row,
      changes: storage.reservations.changes(row.reservation),
      tokens: privacy.tokensOf(row.reservation),
      rentals: rentals.filter(({ reservation }) => reservation === row.reservation),
      statements: storage.statements
        .versions(row.reservation)
        .map((version) => keptVersion(storage, version, undefined)),
    })),
    entries: [...about.values()].map(({ raw }) => ({ ...readEntryOf(raw), note: noteOf(raw) })),
  };
}

function letGo(storage: Storage, retention: Retention, now: EpochMilliseconds): Retained[] {
  const { privacy } = storage;
  const before = (days: number): EpochMilliseconds => shifted(now, -Math.min(now, days * dayMilliseconds));
  const { samplesDays, setAsideDays, tokensDays, commandsDays, recordBodiesDays } = retention;
  return [
    { kind: 'samples', days: samplesDays, rows: privacy.dropSamples(before(samplesDays)) },
    { kind: 'rejected messages', days: setAsideDays, rows: privacy.dropRejected(before(setAsideDays)) },
    { kind: 'quarantined records', days: setAsideDays, rows: privacy.dropQuarantined(before(setAsideDays)) },
    { kind: 'expired tokens', days: tokensDays, rows: privacy.dropTokens(before(tokensDays)) },
    { kind: 'remote commands', days: commandsDays, rows: privacy.dropCommands(before(commandsDays)) },
    {
      kind: 'bodies of records',
      days: recordBodiesDays,
      rows: withholdBodies(storage, before(recordBodiesDays)),
    },
  ];
}

const pageSize = 1000;

function withholdBodies(storage: Storage, before: EpochMilliseconds): number {
  let withheld = 0;
  for (const { car } of storage.cars.list())
    for (const { journal } of storage.journals.ofCar(car))
      withheld += withholdIn(storage, car, journal, before);
  return withheld;
}

function withholdIn({ records }: Storage, car: CarId, journal: JournalId, before: EpochMilliseconds): number {
  let withheld = 0;
  let seq = 0;
  for (;;) {
    const page = records.from(car, journal, seq, pageSize);
    for (const row of page.filter(({ receivedAt }) => receivedAt < before)) {
      const { headerBytes, bodyBytes, signature } = decodeRecord(row.raw);
      if (bodyBytes === null) continue;
      records.setRaw(row, encodeRecord({ headerBytes, bodyBytes: null, signature }));
      withheld++;
    }
    const last = page.at(-1);
    if (last === undefined) return withheld;
    seq = last.seq + 1;
  }
}
