import { expect, test } from 'vitest';
import type { CarId } from '../../../protocol/ids.ts';
import { emptyRoster, grown } from '../../../simulator/fleet/roster.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { requireSameFleet } from '../../../simulator/start/same-fleet.ts';
import { growthTo } from '../growth.ts';

const [known, fresh] = grown(emptyRoster, growthTo(2), seededRandom(1), seededRandom(2)).cars;
if (known === undefined || fresh === undefined) throw new Error('no cars');
const enrolled = { password: 'a password of sixteen', authenticationKey: new Uint8Array(32) };
const cars = [{ ...known, enrolled }, fresh];
const check = (stored: readonly CarId[]) => () => requireSameFleet(cars, new Set(stored));

test('database and file name the same cars', () => {
  expect(check([known.car])).not.toThrow();
});

test('an enrolled car that the database does not know, or a new one that it does, is refused by name', () => {
  expect(check([])).toThrow(/only one of them knows car-0001; choose another folder with --data/);
  expect(check([known.car, fresh.car])).toThrow(/only one of them knows car-0002/);
});
