import type { CarId, CustomerId, Pseudonym } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import type { Storage } from '../storage/storage.ts';

/** What a database knows, and the log of signed entries that it must follow from. */
export interface EnteredParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
}

/** The pseudonym of a customer; its terms are entered where a database of before the log has them in its tables alone. */
export function enterCustomer({ storage, entries }: EnteredParts, customer: CustomerId): Pseudonym {
  const pseudonym = entries.pseudonymOf('customer', customer);
  const row = storage.people.customer(customer);
  if (row !== undefined && storage.entries.ofCustomer(pseudonym, 'customer-terms').length === 0) {
    const terms = { formula: row.formula, plus: row.plus === 1, from: epochMilliseconds(0) };
    entries.append({ kind: 'customer-terms', customer: pseudonym, ...terms });
  }
  return pseudonym;
}

/** The same for the price class of a car. */
export function enterCar({ storage, entries }: EnteredParts, car: CarId): void {
  const row = storage.cars.find(car);
  if (row !== undefined && storage.entries.ofCar(car, 'car-terms').length === 0)
    entries.append({ kind: 'car-terms', car, priceClass: row.priceClass });
}
