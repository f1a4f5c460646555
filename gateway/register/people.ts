import type { CustomerId, DriverId, KeyId } from '../../protocol/ids.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { type PublicKey, thumbprintBytes } from '../../protocol/token/cose-key.ts';
import type { Storage } from '../storage/storage.ts';
import { alreadyThere, found, refused } from './faults.ts';

/** Who pays, and on which terms (D10). */
export interface NewCustomer {
  readonly customer: CustomerId;
  readonly formula: string;
  readonly plus: boolean;
}

export interface PeopleParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly keyIdOf: (key: PublicKey) => KeyId;
  /** Whether a key is a point of its curve, and of an order that signatures may use. */
  readonly isPhoneKey: (key: PublicKey) => boolean;
}

/** The operator's customers, drivers and their phones. */
export const createPeopleRegister = ({ storage, clock, keyIdOf, isPhoneKey }: PeopleParts) => ({
  /** @throws {Fault} `already-exists`. */
  addCustomer: (customer: NewCustomer): void =>
    storage.transaction(() => {
      if (storage.people.customer(customer.customer) !== undefined)
        throw alreadyThere(`customer ${customer.customer}`);
      storage.people.addCustomer({ ...customer, createdAt: clock.wall() });
    }),

  /** @throws {Fault} `already-exists`. */
  addDriver: (driver: DriverId): void =>
    storage.transaction(() => {
      if (storage.people.driver(driver) !== undefined) throw alreadyThere(`driver ${driver}`);
      storage.people.addDriver(driver, clock.wall());
    }),

  /** Lets a driver drive for a customer; without effect where it is allowed already. @throws {Fault} `not-found`. */
  allowDriver: (driver: DriverId, customer: CustomerId): void =>
    storage.transaction(() => {
      found(storage.people.driver(driver), `driver ${driver}`);
      found(storage.people.customer(customer), `customer ${customer}`);
      storage.people.allow(driver, customer, clock.wall());
    }),

  /**
   * Lets tokens be issued to a phone of a driver; without effect where it is enrolled already.
   * @throws {Fault} `not-found`, `invalid-key`, `already-exists` where it is another driver's.
   */
  enrolPhone: (driver: DriverId, key: PublicKey): KeyId =>
    storage.transaction(() => {
      found(storage.people.driver(driver), `driver ${driver}`);
      if (!isPhoneKey(key))
        throw refused('invalid-key', `driver ${driver}: the phone's key is no usable point of ${key.kind}`);
      const keyId = keyIdOf(key);
      const phone = storage.people.phone(keyId);
      if (phone !== undefined && phone.driver !== driver) throw alreadyThere(`phone with key ${keyId}`);
      if (phone === undefined) storage.people.addPhone(keyId, driver, thumbprintBytes(key), clock.wall());
      return keyId;
    }),
});
