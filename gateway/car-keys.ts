import type { CarId } from '../protocol/ids.ts';
import type { CarKeys } from './ingest/car-keys.ts';
import type { Storage } from './storage/storage.ts';
import { anyOf, authenticatorOf, verifierOf } from './token/keys.ts';

type KeysOf = (car: CarId) => CarKeys | undefined;

export interface FleetKeys {
  readonly of: KeysOf;
  /** The keys as they are at this moment: whether any were renewed is looked up once, not for each car. */
  readonly now: () => KeysOf;
}

/** Keys of cars that are kept at hand; past that the oldest is made anew. */
const mostKept = 10_000;

/**
 * The keys of the fleet's cars, made once and again after any car was given new ones, be it by another process. What a
 * car signed with a key that it had before stays good. Undefined for a car that is not in the fleet.
 */
export function createCarKeys({ cars }: Storage): FleetKeys {
  const kept = new Map<CarId, CarKeys>();
  let renewals = 0;
  const keysOf = (car: CarId): CarKeys | undefined => {
    const known = kept.get(car);
    if (known !== undefined) return known;
    const row = cars.find(car);
    if (row === undefined) return undefined;
    const keys = {
      verify: anyOf([row.publicKey, ...cars.retiredKeys(car)].map(verifierOf)),
      authenticate: authenticatorOf(row.macKey),
    };
    const [oldest] = kept.size >= mostKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(car, keys);
    return keys;
  };
  const now = (): KeysOf => {
    const count = cars.renewals();
    if (count !== renewals) kept.clear();
    renewals = count;
    return keysOf;
  };
  return { of: (car) => now()(car), now };
}
