import type { DriverId, KeyId } from '../../protocol/ids.ts';
import type { Clock } from '../../protocol/runtime.ts';
import { type PublicKey, thumbprintBytes } from '../../protocol/token/cose-key.ts';
import type { Storage } from '../storage/storage.ts';
import { alreadyThere, found, refused } from './faults.ts';

export interface PhoneParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly keyIdOf: (key: PublicKey) => KeyId;
  /** Whether a key is a point of its curve, and of an order that signatures may use. */
  readonly isPhoneKey: (key: PublicKey) => boolean;
}

/**
 * Makes a key a phone of a driver, within a transaction; without effect where it is so already.
 * @throws {Fault} `not-found`, `invalid-key`, `already-exists` where it is another driver's.
 */
export function enrol(
  { storage, clock, keyIdOf, isPhoneKey }: PhoneParts,
  driver: DriverId,
  key: PublicKey,
): KeyId {
  found(storage.people.driver(driver), `driver ${driver}`);
  if (!isPhoneKey(key))
    throw refused('invalid-key', `driver ${driver}: the phone's key is no usable point of ${key.kind}`);
  const keyId = keyIdOf(key);
  const phone = storage.people.phone(keyId);
  if (phone !== undefined && phone.driver !== driver) throw alreadyThere(`phone with key ${keyId}`);
  if (phone === undefined) storage.people.addPhone(keyId, driver, thumbprintBytes(key), clock.wall());
  return keyId;
}
