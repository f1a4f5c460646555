import { decode, encode } from '../codec/cbor.ts';
import type { CborValue } from '../codec/value.ts';
import { accessDecided } from './bodies/access-decided.ts';
import { alarm } from './bodies/alarm.ts';
import { booted } from './bodies/booted.ts';
import { cableChanged } from './bodies/cable-changed.ts';
import { clockAdjusted } from './bodies/clock-adjusted.ts';
import { commandDone } from './bodies/command-done.ts';
import { configurationChanged } from './bodies/configuration-changed.ts';
import { custodyChanged } from './bodies/custody-changed.ts';
import { dropped } from './bodies/dropped.ts';
import { fuelCardRound } from './bodies/fuel-card-round.ts';
import { goingDark } from './bodies/going-dark.ts';
import { journalOpened } from './bodies/journal-opened.ts';
import { listTaken } from './bodies/list-taken.ts';
import { lockChanged } from './bodies/lock-changed.ts';
import { odometerNoted } from './bodies/odometer-noted.ts';
import { odometerRebased } from './bodies/odometer-rebased.ts';
import { positionAlarm } from './bodies/position-alarm.ts';
import { refuelled } from './bodies/refuelled.ts';
import { rentalClosed } from './bodies/rental-closed.ts';
import { rentalOpened } from './bodies/rental-opened.ts';
import { sealed } from './bodies/sealed.ts';
import { setAside } from './bodies/set-aside.ts';
import { stretchUnknown } from './bodies/stretch-unknown.ts';
import { tripEnded } from './bodies/trip-ended.ts';
import { tripStarted } from './bodies/trip-started.ts';
import { unsynced } from './bodies/unsynced.ts';
import type { MapCodec } from './map.ts';

function kind<const Name extends string, Body extends { salt: Uint8Array }>(
  name: Name,
  number: number,
  codec: MapCodec<Body>,
) {
  const read = (value: CborValue): { readonly kind: Name } & Omit<Body, 'salt'> => {
    const { salt: _, ...fields } = codec.read(value);
    return { kind: name, ...fields };
  };
  return { number, read, write: codec.writeChecked };
}

/** All kinds of records by name, with their number on the wire (clause 3.7). */
export const recordKinds = {
  'journal-opened': kind('journal-opened', 1, journalOpened),
  booted: kind('booted', 2, booted),
  'access-decided': kind('access-decided', 3, accessDecided),
  'rental-opened': kind('rental-opened', 4, rentalOpened),
  'rental-closed': kind('rental-closed', 5, rentalClosed),
  'trip-started': kind('trip-started', 6, tripStarted),
  'trip-ended': kind('trip-ended', 7, tripEnded),
  'custody-changed': kind('custody-changed', 8, custodyChanged),
  'lock-changed': kind('lock-changed', 9, lockChanged),
  refuelled: kind('refuelled', 10, refuelled),
  'odometer-rebased': kind('odometer-rebased', 11, odometerRebased),
  'clock-adjusted': kind('clock-adjusted', 12, clockAdjusted),
  'command-done': kind('command-done', 13, commandDone),
  'set-aside': kind('set-aside', 14, setAside),
  sealed: kind('sealed', 15, sealed),
  alarm: kind('alarm', 16, alarm),
  unsynced: kind('unsynced', 17, unsynced),
  dropped: kind('dropped', 18, dropped),
  'list-taken': kind('list-taken', 20, listTaken),
  'stretch-unknown': kind('stretch-unknown', 25, stretchUnknown),
  'odometer-noted': kind('odometer-noted', 26, odometerNoted),
  'fuel-card-round': kind('fuel-card-round', 27, fuelCardRound),
  'configuration-changed': kind('configuration-changed', 28, configurationChanged),
  'position-alarm': kind('position-alarm', 29, positionAlarm),
  'going-dark': kind('going-dark', 30, goingDark),
  'cable-changed': kind('cable-changed', 31, cableChanged),
} as const;

export type RecordKind = keyof typeof recordKinds;

/** What a record says, without the salt: a union told apart by `kind`. */
export type Fact = ReturnType<(typeof recordKinds)[RecordKind]['read']>;

/** The fact of one kind. */
export type FactOf<Kind extends RecordKind> = Extract<Fact, { kind: Kind }>;

const kindOf = new Map(Object.values(recordKinds).map((entry) => [entry.number, entry]));

/** The number of a kind in a record's header. */
export const kindNumber = (name: RecordKind): number => recordKinds[name].number;

/** Body bytes of a fact under a fresh salt of 16 bytes (D2). */
export function encodeBody({ kind: name, ...fields }: Fact, salt: Uint8Array): Uint8Array {
  return encode(recordKinds[name].write({ ...fields, salt }));
}

/**
 * What a record says; null where its kind is unknown here, as from a newer car (clause 10.3).
 * @throws {MalformedError} where the kind is known and the body is not as specified.
 */
export function decodeBody(number: number, bodyBytes: Uint8Array): Fact | null {
  return kindOf.get(number)?.read(decode(bodyBytes)) ?? null;
}
