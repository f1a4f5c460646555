import type { CarId } from '../protocol/ids.ts';
import type { CarKeys } from './ingest/ingest.ts';
import type { Storage } from './storage/storage.ts';
import { authenticatorOf, verifierOf } from './token/keys.ts';

/** Keys of cars that are kept at hand; past that the oldest is made anew. */
const mostKept = 10_000;

/** The keys of the fleet's cars, made once: a car's keys never change. Undefined for a car that is not in the fleet. */
export function createCarKeys({ cars }: Storage): (car: CarId) => CarKeys | undefined {
  const kept = new Map<CarId, CarKeys>();
  return (car) => {
    const known = kept.get(car);
    if (known !== undefined) return known;
    const row = cars.find(car);
    if (row === undefined) return undefined;
    const keys = { verify: verifierOf(row.publicKey), authenticate: authenticatorOf(row.macKey) };
    const [oldest] = kept.size >= mostKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(car, keys);
    return keys;
  };
}
