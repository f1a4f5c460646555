import { type CarId, type ReservationId, reservationId, type TokenId, tokenId } from '../../protocol/ids.ts';
import { maxListed } from '../../protocol/lists/id-list.ts';
import { type CarriedList, type ListKind, type ListNumbers, noLists } from '../../protocol/lists/list.ts';
import { encodeList, numberOf } from '../../protocol/lists/signed-list.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { Signer } from '../../protocol/token/signature-header.ts';
import { between, type EpochMilliseconds, toEpochSeconds } from '../../protocol/units.ts';
import type { Storage } from '../storage/storage.ts';
import { found, refused } from './faults.ts';

/** A list whose content stays as it is gets a new date after so long, for cars that mind its age (clause 12.4). */
const renewedAfterMilliseconds = 24 * 3_600_000;

export interface NewestLists {
  readonly fleet: readonly { readonly list: ListKind; readonly number: number }[];
  readonly cars: readonly { readonly car: CarId; readonly number: number }[];
}

export interface ListParts {
  readonly storage: Storage;
  readonly clock: Clock;
  /** Of deny-lists: this gateway's issuer. */
  readonly signer: Signer;
}

/** Where a car's deny-list stands: the car follows `number` only once `carNumber` has come up to it. */
export interface Revocation {
  readonly car: CarId;
  readonly number: number;
  /** The newest list that the car has recorded; 0 for none. */
  readonly carNumber: number;
  /** False where nothing had to be denied: no token that is still good was given out. */
  readonly isDenied: boolean;
}

/** Named by the car, where this gateway did not issue the token itself. */
export interface OutsideToken {
  readonly car: CarId;
  readonly expiresAt: EpochMilliseconds;
}

/** The signed lists of the fleet's cars (clause 12). */
export function createListRegister(parts: ListParts) {
  const { storage, clock } = parts;
  const standing = (car: CarId, isDenied: boolean): Revocation => ({
    car,
    number: storage.lists.denyList(car)?.number ?? 0,
    carNumber: numbersOf(parts, car)['deny-list'],
    isDenied,
  });
  /** Within a transaction. */
  const deny = (car: CarId, ids: readonly Denied[]): Revocation => {
    const deniedAt = clock.wall();
    const good = ids.filter(({ expiresAt }) => expiresAt > deniedAt);
    const already = new Set(storage.lists.denied(car, deniedAt));
    for (const denied of good) storage.lists.deny({ car, deniedAt, ...denied });
    if (good.some(({ id }) => !already.has(id))) renew(parts, car);
    return standing(car, good.length > 0);
  };

  return {
    deny,

    /** Within a transaction: every token of the reservation, also those to come. */
    denyReservation: (car: CarId, reservation: ReservationId): Revocation => {
      const tokens = storage.tokens.ofReservation(reservation);
      const expiresAt = tokens.reduce((latest, token) => Math.max(latest, token.expiresAt), 0);
      const last = tokens.find((token) => token.expiresAt === expiresAt);
      return deny(car, last === undefined ? [] : [{ id: reservation, expiresAt: last.expiresAt }]);
    },

    /** Within a transaction: the tokens given out so far. */
    denyTokens: (car: CarId, reservation: ReservationId): Revocation =>
      deny(
        car,
        storage.tokens
          .ofReservation(reservation)
          .map(({ tokenId, expiresAt }) => ({ id: tokenId, expiresAt })),
      ),

    /**
     * Denies one token, or a reservation with all its tokens.
     * @throws {Fault} `not-found`, `deny-list-full`.
     */
    revoke: (id: TokenId | ReservationId, outside: OutsideToken | null): Revocation =>
      storage.transaction(() => {
        if (outside !== null) {
          found(storage.cars.find(outside.car), `car ${outside.car}`);
          return deny(outside.car, [{ id, expiresAt: outside.expiresAt }]);
        }
        const { car, expiresAt } = found(issued(storage, id), `token or reservation ${id}`);
        return deny(car, expiresAt === null ? [] : [{ id, expiresAt }]);
      }),

    /** What this car should follow, the deny-list with a date that is not older than a day. */
    listsFor: (car: CarId): CarriedList[] =>
      storage.transaction(() => {
        const kept = storage.lists.denyList(car);
        if (kept !== undefined && between(kept.issuedAt, clock.wall()) > renewedAfterMilliseconds)
          renew(parts, car);
        return listsOf(parts, car);
      }),

    /** Newest numbers: of the fleet's lists, and of each car's deny-list. */
    listNumbers: (): NewestLists => storage.lists.newest(),

    fleetLists: (): CarriedList[] => storage.lists.fleetLists().map(({ list, signed }) => ({ list, signed })),

    /** What the car has recorded to have taken. */
    listsOfCar: (car: CarId): ListNumbers => numbersOf(parts, car),

    /**
     * Keeps a list that the root key has signed, and which is newer than the one before.
     * @throws {Fault} `list-not-newer`.
     */
    keepFleetList: ({ list, signed }: CarriedList): void =>
      storage.transaction(() => {
        const number = numberOf(list, signed) ?? 0;
        const before = storage.lists.fleetLists().find((kept) => kept.list === list)?.number ?? 0;
        if (number <= before)
          throw refused('list-not-newer', `${list} ${number} is not newer than ${before}`);
        storage.lists.putFleetList({ list, number, signed });
      }),
  };
}
export type ListRegister = ReturnType<typeof createListRegister>;

interface Denied {
  readonly id: string;
  readonly expiresAt: EpochMilliseconds;
}

/** All lists for a car as they stand; within a transaction or without. */
export const listsOf = ({ storage }: Pick<ListParts, 'storage'>, car: CarId): CarriedList[] => {
  const own = storage.lists.denyList(car);
  const fleet = storage.lists.fleetLists().map(({ list, signed }) => ({ list, signed }));
  const order: readonly ListKind[] = ['key-set', 'revoked-keys', 'deny-list'];
  return [...fleet, ...(own === undefined ? [] : [{ list: 'deny-list' as const, signed: own.signed }])].sort(
    (left, right) => order.indexOf(left.list) - order.indexOf(right.list),
  );
};

/** Signs what is denied now under the next number. */
function renew({ storage, clock, signer }: ListParts, car: CarId): void {
  const issuedAt = clock.wall();
  const denied = storage.lists.denied(car, issuedAt);
  if (denied.length > maxListed)
    throw refused('deny-list-full', `car ${car}: more than ${maxListed} tokens that are not expired`);
  const number = (storage.lists.denyList(car)?.number ?? 0) + 1;
  const content = { car, number, issuedAt: toEpochSeconds(issuedAt), denied };
  storage.lists.putDenyList({ car, number, issuedAt, signed: encodeList('deny-list', content, signer) });
}

function numbersOf({ storage }: Pick<ListParts, 'storage'>, car: CarId): ListNumbers {
  const taken = storage.lists.takenBy(car).map(({ list, number }) => [list, number] as const);
  return { ...noLists, ...Object.fromEntries(taken) };
}

/** The car, and until when what was issued is good; null where nothing was. */
function issued(
  storage: Storage,
  id: TokenId | ReservationId,
): { readonly car: CarId; readonly expiresAt: EpochMilliseconds | null } | undefined {
  const token = storage.tokens.find(tokenId(id));
  const reservation = storage.reservations.find(token?.reservation ?? reservationId(id));
  if (reservation === undefined) return undefined;
  if (token !== undefined) return { car: reservation.car, expiresAt: token.expiresAt };
  const [latest] = storage.tokens
    .ofReservation(reservation.reservation)
    .sort((left, right) => right.expiresAt - left.expiresAt);
  return { car: reservation.car, expiresAt: latest?.expiresAt ?? null };
}
