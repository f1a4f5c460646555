import type { Generated } from 'kysely';
import type { EntryKind } from '../../protocol/entry/bodies.ts';
import type {
  CarId,
  CommandId,
  CustomerId,
  DriverId,
  JournalId,
  KeyId,
  Pseudonym,
  ReservationId,
  Subject,
  TokenId,
} from '../../protocol/ids.ts';
import type { ListKind } from '../../protocol/lists/list.ts';
import type { Command } from '../../protocol/messages/command.ts';
import type { FactOf } from '../../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';

/** 0 or 1: SQLite has no other truth values. */
export type Flag = 0 | 1;

interface Position {
  car: CarId;
  journal: JournalId;
}

interface RecordContent {
  seq: number;
  link: Uint8Array;
  raw: Uint8Array;
  receivedAt: EpochMilliseconds;
  fate: RecordFate;
}

/** The tables, by name (D11). Columns carry their unit last; wall times are milliseconds since 1970. */
export interface Schema {
  migrations: { number: number; name: string; appliedAt: EpochMilliseconds };

  /** What the operator enters. */
  cars: {
    car: CarId;
    priceClass: string;
    registration: string;
    /** SHA-256 of 32 random bytes: nothing is gained by a slow hash. */
    passwordDigest: Uint8Array;
    macKey: Uint8Array;
    publicKey: Uint8Array;
    createdAt: EpochMilliseconds;
  };
  /** Public keys that a car had before; its signatures under them stay good. */
  retiredKeys: { car: CarId; publicKey: Uint8Array; retiredAt: EpochMilliseconds };
  customers: { customer: CustomerId; formula: string; plus: Flag; createdAt: EpochMilliseconds };
  drivers: { driver: DriverId; createdAt: EpochMilliseconds };
  driverCustomers: { driver: DriverId; customer: CustomerId; allowedAt: EpochMilliseconds };
  phones: { keyId: KeyId; driver: DriverId; coseKey: Uint8Array; enrolledAt: EpochMilliseconds };
  enrolmentCodes: {
    /** The code's first part, by which it is found. */
    handle: string;
    /** SHA-256 of the whole code. */
    digest: Uint8Array;
    driver: DriverId;
    issuedAt: EpochMilliseconds;
    expiresAt: EpochMilliseconds;
    wrongTries: number;
    /** The phone that was enrolled with it. */
    keyId: KeyId | null;
  };
  /** What opens a car no more, until it is expired: a token, or a reservation with all its tokens. */
  denials: { car: CarId; id: string; deniedAt: EpochMilliseconds; expiresAt: EpochMilliseconds };
  denyLists: { car: CarId; number: number; issuedAt: EpochMilliseconds; signed: Uint8Array };
  /** Key set and revoked keys, signed by the root key. */
  fleetLists: { list: ListKind; number: number; signed: Uint8Array };
  /** By the cars' own records. */
  listsTaken: { car: CarId; list: ListKind; number: number };
  /** What goes to a car over the air. */
  settings: { car: CarId; version: number; issuedAt: EpochMilliseconds; content: string };
  /** What the car has said of it, by its own records. */
  settingsTold: {
    car: CarId;
    version: number;
    outcome: FactOf<'configuration-changed'>['outcome'];
    reason: string | null;
    kept: number | null;
  };
  reservations: {
    reservation: ReservationId;
    car: CarId;
    customer: CustomerId;
    driver: DriverId;
    startsAt: EpochMilliseconds;
    /** As first agreed; the changes follow in `reservationChanges` (T8). */
    firstEndsAt: EpochMilliseconds;
    /** As it holds now. */
    endsAt: EpochMilliseconds;
    createdAt: EpochMilliseconds;
    cancelledAt: EpochMilliseconds | null;
  };
  reservationChanges: {
    reservation: ReservationId;
    number: number;
    at: EpochMilliseconds;
    endsAt: EpochMilliseconds;
    hinders: Flag;
  };
  subjects: { subject: Subject; customer: CustomerId; car: CarId };
  tokens: {
    tokenId: TokenId;
    reservation: ReservationId;
    keyId: KeyId;
    issuedAt: EpochMilliseconds;
    notBefore: EpochMilliseconds;
    expiresAt: EpochMilliseconds;
  };
  commands: {
    command: CommandId;
    car: CarId;
    action: Command['action'];
    issuedAt: EpochMilliseconds;
    expiresAt: EpochMilliseconds;
    outcome: FactOf<'command-done'>['outcome'] | null;
  };

  /** What the cars send. */
  journals: Position & {
    /** Order of first sight within the car. */
    position: number;
    /** Everything up to here is applied or passed over. */
    through: number;
    /** link(through); null where it is not known. */
    link: Uint8Array | null;
    /** Highest seq that is stored, rejected or named in a loss notice. */
    highest: number;
    /** The car writes another journal now; what still comes of this one is kept but not applied. */
    superseded: Flag;
    /** The last place at which the car's own signature was seen, which is looked for only where much is unsigned; null for none. */
    signed: number | null;
  };
  /** Shows `recordRows` with the names of car and journal. */
  records: Position & RecordContent;
  /** The bytes as sent, in the order in which they arrived. */
  recordRows: { place: Generated<number>; journalNumber: number } & RecordContent;
  /** Where the rows lie, by journal and seq. */
  recordPlaces: { journalNumber: number; seq: number; place: number };
  /** One row: the rows past this place are not in `recordPlaces` yet. */
  placing: { through: number };
  /** A number for each journal that has a record. */
  journalNumbers: Position & { journalNumber: Generated<number> };
  /** Records that a person is to see at once. */
  urgent: Position & { seq: number; receivedAt: EpochMilliseconds };
  samples: Position & {
    seq: number;
    wallTime: EpochMilliseconds;
    clockQuality: string;
    odometerMetres: number;
    odometerSource: string;
    fuelPermille: number | null;
    batteryMillivolts: number | null;
  };
  rejected: {
    /** SHA-256 of `raw`: what comes again is kept once. */
    digest: Uint8Array;
    car: CarId;
    topic: string;
    journal: JournalId | null;
    seq: number | null;
    /** link(seq) where at least the header could be read. */
    link: Uint8Array | null;
    raw: Uint8Array;
    reason: string;
    receivedAt: EpochMilliseconds;
    /** The car has set it aside. */
    settled: Flag;
  };
  quarantined: Position & {
    seq: number;
    link: Uint8Array;
    raw: Uint8Array;
    reason: string;
    receivedAt: EpochMilliseconds;
  };
  /** Of these the car is asked again. */
  doubts: Position & { seq: number };
  losses: Position & {
    fromSeq: number;
    toSeq: number;
    reason: string;
    linkBefore: Uint8Array | null;
    linkAfter: Uint8Array | null;
    /** As sent, with the car's signature. */
    raw: Uint8Array;
    receivedAt: EpochMilliseconds;
  };
  ingestCounts: {
    car: CarId;
    records: number;
    duplicates: number;
    rejected: number;
    quarantined: number;
    late: number;
    samples: number;
  };

  /** What follows from the records. */
  carStates: { car: CarId; state: string };
  gaps: Position & { fromSeq: number; toSeq: number; cause: string };
  rentals: Position & {
    openedSeq: number;
    closedSeq: number | null;
    reservation: ReservationId;
    subject: Subject;
    openedAt: EpochMilliseconds;
    openedOdometerMetres: number;
    returnedAt: EpochMilliseconds | null;
    closedOdometerMetres: number | null;
    rebasedMetres: number;
    distanceMetres: number | null;
    tripMetres: number;
    cause: string | null;
    clockQuality: string | null;
    standing: RentalStanding;
    /** JSON of `Zones` and of `ChecklistNote[]`, as the records say them; null where they say nothing. */
    openedZones: string | null;
    closedZones: string | null;
    notes: string | null;
  };
  trips: Position & {
    seq: number;
    /** The rental that it belongs to; null outside of rentals. */
    rentalSeq: number | null;
    startedAt: EpochMilliseconds;
    endedAt: EpochMilliseconds;
    startOdometerMetres: number;
    endOdometerMetres: number;
    distanceMetres: number;
    cause: string;
  };
  rebases: Position & {
    /** The record that brought it about, and which of its changes it is; so in `unassigned` too. */
    seq: number;
    part: number;
    beforeMetres: number;
    afterMetres: number;
    stepMetres: number;
    reason: string;
  };
  unassigned: Position & {
    seq: number;
    part: number;
    fromJournal: JournalId;
    fromSeq: number;
    fromOdometerMetres: number;
    toOdometerMetres: number;
    /** Without the steps of the odometer in between. */
    distanceMetres: number;
    cause: string;
  };
  /** Rentals that a car closed and that no statement covers yet. */
  unbilled: Position & { seq: number };
  statements: {
    reservation: ReservationId;
    version: number;
    car: CarId;
    journal: JournalId;
    fromSeq: number;
    toSeq: number;
    /** Null where there is no price. */
    totalCents: number | null;
    /** JSON: all that the statement says. */
    content: string;
    /** When it was billed; `occurredAt` is the return, `receivedAt` when the last record or entry that it rests on came. */
    createdAt: EpochMilliseconds;
    standing: StatementStanding;
    /** Null where the reservation is not known. */
    customer: Pseudonym | null;
    occurredAt: EpochMilliseconds | null;
    receivedAt: EpochMilliseconds | null;
    /** What made this version: `records`, or the entry that came. */
    cause: string | null;
    invoice: string | null;
  };
  /** The undoing of a version that was issued and then turned out to be another. */
  creditNotes: {
    reservation: ReservationId;
    car: CarId;
    journal: JournalId;
    fromSeq: number;
    version: number;
    customer: Pseudonym | null;
    totalCents: number;
    createdAt: EpochMilliseconds;
    invoice: string | null;
  };
  invoices: {
    invoice: string;
    customer: Pseudonym;
    /** YYYY-MM */
    month: string;
    totalCents: number;
    /** JSON: all that the invoice says. */
    content: string;
    issuedAt: EpochMilliseconds;
    paidAt: EpochMilliseconds | null;
  };

  /** What the operator entered, signed; the tables above follow from it. */
  entries: {
    number: number;
    kind: EntryKind;
    enteredAt: EpochMilliseconds;
    link: Uint8Array;
    raw: Uint8Array;
    reservation: ReservationId | null;
    customer: Pseudonym | null;
    car: CarId | null;
  };
  pseudonyms: { pseudonym: Pseudonym; kind: 'customer' | 'driver'; name: string | null };
}

/** `waiting` for those before it, `applied`, or `late`: after its place was passed over. */
export type RecordFate = 'waiting' | 'applied' | 'late';

/** `draft` until an invoice names it; `replaced` and `credited` have a later version. */
export type StatementStanding = 'draft' | 'issued' | 'replaced' | 'credited';

/** `incomplete`: records from its opening to its closing are missing, so its kilometres are unassigned. */
export type RentalStanding = 'open' | 'closed' | 'incomplete';
