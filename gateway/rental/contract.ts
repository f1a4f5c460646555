import type { CarId, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { ReservationChange } from '../storage/reservations.ts';
import type { Storage } from '../storage/storage.ts';
import type { Contract } from './statement.ts';

/** The operator's entries that a rental's price depends on. */
export interface ContractFacts {
  readonly contract: Contract;
  /** In the order in which they were asked (T8). */
  readonly changes: readonly ReservationChange[];
  readonly firstReservedUntil: EpochMilliseconds;
}

/** Null where the reservation is unknown, or is another car's. */
export function contractFactsOf(
  { reservations, people, cars }: Storage,
  car: CarId,
  reservation: ReservationId,
): ContractFacts | null {
  const row = reservations.find(reservation);
  const carRow = cars.find(car);
  if (row === undefined || carRow === undefined || row.car !== car) return null;
  const customer = people.customer(row.customer);
  if (customer === undefined) return null;
  return {
    contract: {
      customer: row.customer,
      driver: row.driver,
      formula: customer.formula,
      plus: customer.plus === 1,
      priceClass: carRow.priceClass,
      reservedFrom: row.startsAt,
      reservedUntil: row.endsAt,
    },
    changes: reservations.changes(reservation),
    firstReservedUntil: row.firstEndsAt,
  };
}
