import { describe, expect, test } from 'vitest';
import {
  emptyRoster,
  formatRoster,
  grown,
  parseRoster,
  placed,
  truthOf,
} from '../../../simulator/fleet/roster.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import { growthTo } from '../growth.ts';

const fleet = (cars: number, roster = emptyRoster) =>
  grown(roster, growthTo(cars), seededRandom(1).fork('roster'), seededRandom(2));

describe('a roster', () => {
  test('reads back what was written, enrolled or not', () => {
    const roster = fleet(4);
    const [first, ...others] = roster.cars;
    if (first === undefined) throw new Error('no car');
    const enrolled = { password: 'a password of sixteen', authenticationKey: new Uint8Array(32).fill(7) };
    const mixed = { ...roster, cars: [{ ...first, enrolled }, ...others] };
    expect(parseRoster(formatRoster(mixed))).toEqual(mixed);
  });

  test('grows at its end, two drivers for each car, and leaves what is there', () => {
    const small = fleet(2);
    const large = fleet(12, small);
    expect(large.cars.slice(0, 2)).toEqual(small.cars);
    expect(large.drivers.slice(0, 4)).toEqual(small.drivers);
    expect([large.cars.length, large.drivers.length]).toEqual([12, 24]);
    expect(new Set(large.cars.map(({ car }) => car)).size).toBe(12);
    expect(new Set(large.drivers.map(({ name }) => name)).size).toBe(24);
    expect(fleet(1, large)).toEqual(large);
  });

  test('puts a car where its entry says: parked, locked and complete', () => {
    const [entry] = fleet(1).cars;
    if (entry === undefined) throw new Error('no car');
    const truth = truthOf(entry);
    expect(placed(truth)).toEqual({
      odometerMillimetres: entry.odometerMillimetres,
      clearedAtMillimetres: entry.clearedAtMillimetres,
      fuelMillilitres: entry.fuelMillilitres,
      isUnderWay: false,
    });
    expect(truth).toMatchObject({
      doorsLocked: true,
      keyInHolder: true,
      fuelCardInHolder: true,
      ignitionOn: false,
    });
    const underWay = truthOf({ ...entry, isUnderWay: true });
    expect(underWay).toMatchObject({ ignitionOn: true, doorsLocked: false, keyInHolder: false });
    expect(placed(underWay).isUnderWay).toBe(true);
  });

  test.each([
    ['no JSON', '{'],
    ['an unknown model', '"model":"spaceship"'],
    ['a short key', '"signing":"00"'],
    ['a car without a name', '"car":""'],
  ])('refuses %s', (_, planted) => {
    const [field] = planted.split(':');
    const text = formatRoster(fleet(1)).replace(new RegExp(`${field}:"[^"]*"`), planted);
    expect(() => parseRoster(planted === '{' ? planted : text)).toThrow();
  });
});
