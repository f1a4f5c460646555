import { toHex } from '../../protocol/codec/bytes.ts';
import { decode } from '../../protocol/codec/cbor.ts';
import { Fault } from '../../protocol/errors.ts';
import {
  type CarId,
  type CustomerId,
  type IssuerId,
  type KeyId,
  type ReservationId,
  type Subject,
  subject,
  tokenId,
} from '../../protocol/ids.ts';
import type { CarriedList } from '../../protocol/lists/list.ts';
import type { Clock, Random } from '../../protocol/runtime.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { readCoseKey } from '../../protocol/token/cose-key.ts';
import type { Pass } from '../../protocol/token/pass.ts';
import type { Signer } from '../../protocol/token/signature-header.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { between, type EpochMilliseconds, shifted, toEpochSeconds } from '../../protocol/units.ts';
import type { ReservationRow } from '../storage/reservations.ts';
import type { Schema } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import type { TokenRow } from '../storage/tokens.ts';

export interface TokenParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: Signer;
  readonly issuer: IssuerId;
  readonly earlyPickUpMinutes: number;
  readonly returnGraceHours: number;
  /** @throws {Fault} `limit-of-use`. */
  readonly requireWithinLimit: (reservation: ReservationId) => void;
  /** What the car should follow by now (clause 12). */
  readonly listsOf: (car: CarId) => readonly CarriedList[];
}

/** For which reservation, and to which of the driver's phones. */
export interface TokenRequest {
  readonly reservation: ReservationId;
  readonly key: KeyId;
}

type Phone = Readonly<Schema['phones']>;

const scope = ['unlock', 'lock', 'end', 'fuel-card', 'status'] as const;

/** Issues tokens (D7): each is written down before it goes out. */
export const createTokenIssuer =
  (parts: TokenParts) =>
  /** @throws {Fault} `not-found`, `phone-not-enrolled`, `cancelled`, `revoked`, `reservation-over`, `limit-of-use`. */
  ({ reservation, key }: TokenRequest): Pass =>
    parts.storage.transaction(() => {
      const row = requireReservation(parts, reservation);
      const times = timesOf(parts, row);
      if (times.expiresAt <= times.issuedAt)
        throw refused('reservation-over', `reservation ${reservation} is over`);
      const phone = parts.storage.people.phone(key);
      if (phone === undefined || phone.driver !== row.driver)
        throw refused('phone-not-enrolled', `key ${key} is no phone of driver ${row.driver}`);
      parts.requireWithinLimit(reservation);
      return passWith(parts, row, newToken(parts, row, phone, times));
    });

/** A token with what a phone needs besides it. */
export const passWith = (parts: TokenParts, { car }: ReservationRow, token: Uint8Array): Pass => ({
  token,
  carKey: parts.storage.cars.find(car)?.publicKey ?? null,
  lists: parts.listsOf(car),
});

/** So long a phone that asks again gets the same token: polling must not fill the table. */
const freshMilliseconds = 60_000;

/** A token for one of the driver's phones: the newest where it is less than a minute old and says the same, else a new one. */
export function freshToken(parts: TokenParts, row: ReservationRow, phone: Phone): Uint8Array {
  const times = timesOf(parts, row);
  const newest = parts.storage.tokens.newest(row.reservation, phone.keyId);
  const isFresh =
    newest !== undefined &&
    between(newest.issuedAt, times.issuedAt) < freshMilliseconds &&
    newest.issuedAt <= times.issuedAt &&
    newest.expiresAt === times.expiresAt &&
    newest.notBefore === times.notBefore &&
    !parts.storage.lists.denied(row.car, times.issuedAt).includes(newest.tokenId);
  return isFresh
    ? encodeToken(claimsFor(parts, row, newest, phone), parts.signer)
    : newToken(parts, row, phone, times);
}

function newToken(parts: TokenParts, row: ReservationRow, phone: Phone, times: TokenTimes): Uint8Array {
  const { reservation } = row;
  const issued = {
    ...times,
    tokenId: tokenId(toHex(parts.random.bytes(8))),
    reservation,
    keyId: phone.keyId,
  };
  parts.storage.tokens.add(issued);
  return encodeToken(claimsFor(parts, row, issued, phone), parts.signer);
}

const refused = (code: string, message: string): Fault => new Fault({ code, blame: 'sender' }, message);

function requireReservation(parts: TokenParts, reservation: ReservationId): ReservationRow {
  const row = parts.storage.reservations.find(reservation);
  if (row === undefined) throw refused('not-found', `there is no reservation ${reservation}`);
  if (row.cancelledAt !== null) throw refused('cancelled', `reservation ${reservation} is cancelled`);
  if (parts.storage.lists.denied(row.car, parts.clock.wall()).includes(reservation))
    throw refused('revoked', `reservation ${reservation}: its tokens are revoked`);
  return row;
}

interface TokenTimes {
  readonly issuedAt: EpochMilliseconds;
  readonly notBefore: EpochMilliseconds;
  readonly expiresAt: EpochMilliseconds;
}

const timesOf = (
  { clock, earlyPickUpMinutes, returnGraceHours }: TokenParts,
  { startsAt, endsAt }: ReservationRow,
): TokenTimes => ({
  issuedAt: clock.wall(),
  notBefore: shifted(startsAt, -earlyPickUpMinutes * 60_000),
  expiresAt: shifted(endsAt, returnGraceHours * 3_600_000),
});

function claimsFor(
  parts: TokenParts,
  row: ReservationRow,
  { tokenId, issuedAt, notBefore, expiresAt }: TokenRow,
  { coseKey }: Phone,
): Claims {
  const denyList = parts.storage.lists.denyList(row.car);
  return {
    issuer: parts.issuer,
    subject: subjectFor(parts, row.customer, row.car),
    audience: row.car,
    expiresAt: toEpochSeconds(expiresAt),
    notBefore: toEpochSeconds(notBefore),
    issuedAt: toEpochSeconds(issuedAt),
    tokenId,
    confirmation: readCoseKey(decode(coseKey)),
    scope,
    rights: {
      reservation: row.reservation,
      latestReturnAt: toEpochSeconds(row.endsAt),
      ...(denyList === undefined ? {} : { denyListNumber: denyList.number }),
    },
  };
}

/** 40 bits each: among a million pseudonyms the first try is free in all but one of a million cases. */
const mostTries = 8;

/** One pseudonym for each customer and car, so that a car's records say nothing about another's (D2). */
function subjectFor({ storage, random }: TokenParts, customer: CustomerId, car: CarId): Subject {
  const known = storage.tokens.subject(customer, car);
  if (known !== undefined) return known;
  for (let tries = 0; tries < mostTries; tries++) {
    const fresh = subject(base32(random.bytes(5)));
    if (storage.tokens.isTaken(fresh)) continue;
    storage.tokens.addSubject(fresh, customer, car);
    return fresh;
  }
  throw new Error(`${mostTries} random pseudonyms in a row were taken`);
}

/** Base 32 (RFC 4648 §6) in lower case, of five bytes: eight characters. */
function base32(fiveBytes: Uint8Array): string {
  const bits = fiveBytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return Array.from({ length: 8 }, (_, at) => alphabet[Number((bits >> BigInt(35 - 5 * at)) & 31n)]).join('');
}
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
