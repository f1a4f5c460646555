import type { CustomerId, DriverId, KeyId } from '../../protocol/ids.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import { alreadyThere, found, refused } from './faults.ts';
import { enrol, type PhoneParts } from './phones.ts';

/** Who pays, and on which terms (D10). */
export interface NewCustomer {
  readonly customer: CustomerId;
  readonly formula: string;
  readonly plus: boolean;
  /** Paid, and with it the limit of use; left out: no limit. */
  readonly contributionCents?: number;
}

export interface PeopleParts extends PhoneParts {
  readonly entries: EntryLog;
  readonly isFormula: (formula: string) => boolean;
}

/** The operator's customers, drivers and their phones. */
export const createPeopleRegister = (parts: PeopleParts) => ({
  /** @throws {Fault} `already-exists`, `unknown-formula`. */
  addCustomer: ({ customer, formula, plus, contributionCents }: NewCustomer): void =>
    parts.storage.transaction(() => {
      if (!parts.isFormula(formula))
        throw refused('unknown-formula', `customer ${customer}: formula ${formula} is on no price list`);
      if (parts.storage.people.customer(customer) !== undefined) throw alreadyThere(`customer ${customer}`);
      parts.storage.people.addCustomer({ customer, formula, plus, createdAt: parts.clock.wall() });
      parts.entries.append({
        kind: 'customer-terms',
        customer: parts.entries.pseudonymOf('customer', customer),
        formula,
        plus,
        from: epochMilliseconds(0),
        ...(contributionCents === undefined ? {} : { contributionCents }),
      });
    }),

  /** @throws {Fault} `already-exists`. */
  addDriver: (driver: DriverId): void =>
    parts.storage.transaction(() => {
      if (parts.storage.people.driver(driver) !== undefined) throw alreadyThere(`driver ${driver}`);
      parts.storage.people.addDriver(driver, parts.clock.wall());
    }),

  /** Lets a driver drive for a customer; without effect where it is allowed already. @throws {Fault} `not-found`. */
  allowDriver: (driver: DriverId, customer: CustomerId): void =>
    parts.storage.transaction(() => {
      found(parts.storage.people.driver(driver), `driver ${driver}`);
      found(parts.storage.people.customer(customer), `customer ${customer}`);
      if (parts.storage.people.isAllowed(driver, customer)) return;
      parts.storage.people.allow(driver, customer, parts.clock.wall());
      parts.entries.append({
        kind: 'user-allowed',
        customer: parts.entries.pseudonymOf('customer', customer),
        driver: parts.entries.pseudonymOf('driver', driver),
      });
    }),

  /**
   * Lets tokens be issued to a phone of a driver; without effect where it is enrolled already.
   * @throws {Fault} `not-found`, `invalid-key`, `already-exists` where it is another driver's.
   */
  enrolPhone: (driver: DriverId, key: PublicKey): KeyId =>
    parts.storage.transaction(() => enrol(parts, driver, key)),
});
