import type { CarId, ReservationId } from '../../protocol/ids.ts';
import type { Storage } from '../storage/storage.ts';
import type { ContractFacts } from './statement.ts';

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
    cancelled: row.cancelledAt !== null,
  };
}
