import { toHex } from '../../protocol/codec/bytes.ts';
import {
  type CarId,
  type CustomerId,
  type DriverId,
  type ReservationId,
  reservationId,
} from '../../protocol/ids.ts';
import type { Clock, Random } from '../../protocol/runtime.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import type { PriceResult } from '../pricing/price.ts';
import type { Billing } from '../rental/billing.ts';
import type { PricedUse } from '../rental-price.ts';
import type { ReservationChange, ReservationRow } from '../storage/reservations.ts';
import type { Storage } from '../storage/storage.ts';
import { enterCar, enterCustomer } from './entered.ts';
import { found, refused } from './faults.ts';
import type { ListRegister, Revocation } from './lists.ts';

/** A car for a driver, on a customer's account (D10). */
export interface NewReservation {
  readonly car: CarId;
  readonly customer: CustomerId;
  readonly driver: DriverId;
  readonly startsAt: EpochMilliseconds;
  readonly endsAt: EpochMilliseconds;
}

/** A changed end, and what became of the tokens given out before. */
export interface ChangedReservation extends ReservationChange {
  /** Null where the end moved away: those tokens stay good. */
  readonly revocation: Revocation | null;
}

export interface ReservationParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly billing: Billing;
  readonly clock: Clock;
  readonly random: Random;
  readonly price: (use: PricedUse) => PriceResult;
  /** @throws {Fault} `limit-of-use`. */
  readonly requireRoomFor: (wanted: NewReservation) => void;
  readonly lists: Pick<ListRegister, 'denyReservation' | 'denyTokens'>;
}

/** Far enough to need every kilometre price of the lists. */
const trialMetres = 101_000;

/** The operator's reservations. */
export function createReservationRegister(parts: ReservationParts) {
  const { storage, entries, billing, clock, random, lists } = parts;
  const live = (reservation: ReservationId): ReservationRow => {
    const row = found(storage.reservations.find(reservation), `reservation ${reservation}`);
    if (row.cancelledAt !== null) throw refused('cancelled', `reservation ${reservation} is cancelled`);
    return row;
  };

  return {
    /**
     * @throws {Fault} `not-found`, `driver-not-allowed`, `car-reserved`, `invalid-rental` (T3), `price-not-published` (T2),
     * `limit-of-use`.
     */
    add: (wanted: NewReservation): ReservationId =>
      storage.transaction(() => {
        requirePermission(storage, wanted);
        const { car, startsAt, endsAt } = wanted;
        requirePrice(parts, { ...wanted, firstEndsAt: endsAt }, [], endsAt);
        if (endsAt <= clock.wall()) throw refused('reservation-over', 'the reservation ends in the past');
        const [other] = storage.reservations.overlapping(car, startsAt, endsAt);
        if (other !== undefined)
          throw refused('car-reserved', `car ${car} is reserved at that time: reservation ${other}`);
        parts.requireRoomFor(wanted);
        const reservation = reservationId(toHex(random.bytes(8)));
        const createdAt = clock.wall();
        storage.reservations.insert({
          ...wanted,
          reservation,
          firstEndsAt: endsAt,
          createdAt,
          cancelledAt: null,
        });
        enterCar(parts, car);
        entries.append({
          kind: 'reservation-made',
          reservation,
          car,
          customer: enterCustomer(parts, wanted.customer),
          driver: entries.pseudonymOf('driver', wanted.driver),
          startsAt,
          endsAt,
        });
        return reservation;
      }),

    /**
     * Moves the end (T8); an extension into another reservation of the car hinders it. Tokens that would open the car for
     * longer than the new end allows are denied (clause 12.4).
     * @throws {Fault} `not-found`, `cancelled`, `reservation-over` past the end that holds or the return, `end-past`, and as
     * `add`.
     */
    change: (reservation: ReservationId, endsAt: EpochMilliseconds): ChangedReservation =>
      storage.transaction(() => {
        const row = live(reservation);
        const at = clock.wall();
        if (at > row.endsAt) throw refused('reservation-over', `reservation ${reservation} has ended`);
        if (storage.statements.ofReservation(reservation).length > 0)
          throw refused('reservation-over', `reservation ${reservation}: the car has been returned`);
        if (endsAt < at)
          throw refused('end-past', `reservation ${reservation}: the new end lies in the past`);
        const hinders = storage.reservations.overlapping(row.car, row.endsAt, endsAt).length > 0;
        const change = { at, endsAt, hinders };
        requirePrice(parts, row, [...storage.reservations.changes(reservation), change], endsAt);
        storage.reservations.change(reservation, change);
        entries.append({ kind: 'reservation-changed', reservation, askedAt: at, endsAt, hinders });
        const isShorter = endsAt < row.endsAt;
        return { ...change, revocation: isShorter ? lists.denyTokens(row.car, reservation) : null };
      }),

    /** T7; its tokens are denied (clause 12.4). @throws {Fault} `not-found`, `cancelled`, `reservation-over` once it has begun or the car is taken. */
    cancel: (reservation: ReservationId): Revocation =>
      storage.transaction(() => {
        const row = live(reservation);
        const now = clock.wall();
        if (now > row.startsAt || storage.rentals.isTaken(reservation))
          throw refused('reservation-over', `reservation ${reservation} has begun`);
        storage.reservations.cancel(reservation, now);
        const { number } = entries.append({ kind: 'reservation-cancelled', reservation, askedAt: now });
        billing.billCancelled(reservation, `entry ${number}`);
        return lists.denyReservation(row.car, reservation);
      }),
  };
}

function requirePermission(
  { cars, people }: Storage,
  { car, customer, driver }: Pick<NewReservation, 'car' | 'customer' | 'driver'>,
): void {
  found(cars.find(car), `car ${car}`);
  found(people.customer(customer), `customer ${customer}`);
  found(people.driver(driver), `driver ${driver}`);
  if (!people.isAllowed(driver, customer))
    throw refused('driver-not-allowed', `driver ${driver} may not drive for customer ${customer}`);
}

type Planned = Pick<ReservationRow, 'car' | 'customer' | 'startsAt' | 'firstEndsAt'>;

/** What cannot be priced is not rented out: the grid (T3) and the cells of the price list (T2). */
function requirePrice(
  { storage, price }: ReservationParts,
  { car, customer, startsAt, firstEndsAt }: Planned,
  changes: readonly ReservationChange[],
  returnedAt: EpochMilliseconds,
): void {
  const { formula, plus } = found(storage.people.customer(customer), `customer ${customer}`);
  const { priceClass } = found(storage.cars.find(car), `car ${car}`);
  const result = price({
    formula,
    plus: plus === 1,
    priceClass,
    startsAt,
    endsAt: firstEndsAt,
    changes,
    returnedAt,
    distanceMetres: trialMetres,
  });
  if (!result.ok) throw refused(result.error.code, result.error.message);
}
