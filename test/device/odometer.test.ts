import { describe, expect, it } from 'vitest';
import { CurrentOdometer } from '../../device/odometer.ts';
import { newCarState } from '../../device/state/state.ts';
import { metres, milliseconds } from '../../protocol/units.ts';

const reading = (rawMetres: number, seconds: number, source: 'pid-a6' | 'pid-31' = 'pid-a6') => ({
  source,
  rawMetres: metres(rawMetres),
  at: milliseconds(seconds * 1000),
});

/** An odometer that has been read at 100 km. */
function readOdometer(source: 'pid-a6' | 'pid-31' = 'pid-a6') {
  const odometer = new CurrentOdometer(newCarState(metres(100_000)).odometer);
  odometer.take(reading(100_000, 0, source));
  return odometer;
}

describe('the odometer between records (D9)', () => {
  it('starts as configured, and a first reading that differs is no driving', () => {
    const odometer = new CurrentOdometer(newCarState(metres(50_000)).odometer);
    const before = odometer.now();
    expect(before).toEqual({ metres: 50_000, source: 'none', drivenMetres: 50_000 });
    expect(odometer.take(reading(100_000, 0))).toMatchObject({
      reason: 'first-reading',
      afterMetres: 100_000,
    });
    expect(odometer.now()).toEqual({ metres: 100_000, source: 'pid-a6', drivenMetres: before.drivenMetres });
  });

  it('counts what is driven', () => {
    const odometer = readOdometer();
    const before = odometer.now().drivenMetres;
    expect(odometer.take(reading(101_500, 120))).toBeNull();
    expect(odometer.now().drivenMetres - before).toBe(1_500);
  });
});

describe('the first reading of a rental (D9)', () => {
  it('beyond what its source resolves tells of a car moved unseen, and not by this driver', () => {
    const odometer = readOdometer();
    const before = odometer.now().drivenMetres;
    odometer.rentalOpened();
    expect(odometer.take(reading(100_201, 60))).toEqual({
      kind: 'odometer-rebased',
      source: 'pid-a6',
      beforeMetres: 100_000,
      afterMetres: 100_201,
      offsetMetres: 0,
      reason: 'moved-unseen',
    });
    expect(odometer.now()).toMatchObject({ metres: 100_201, drivenMetres: before });
  });

  it.each([
    ['pid-a6', 200],
    ['pid-31', 2_000],
  ] as const)('within the resolution of %s is driving', (source, resolution) => {
    const odometer = readOdometer(source);
    odometer.rentalOpened();
    expect(odometer.take(reading(100_000 + resolution, 60, source))).toBeNull();
  });

  it('alone tells that: the second is driving', () => {
    const odometer = readOdometer();
    odometer.rentalOpened();
    odometer.take(reading(100_000, 60));
    expect(odometer.take(reading(101_000, 120))).toBeNull();
  });
});
