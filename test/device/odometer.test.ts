import { describe, expect, it, test } from 'vitest';
import { odometerMemorySchema } from '../../device/distance/memory.ts';
import { CurrentOdometer } from '../../device/odometer.ts';
import type { Rental } from '../../device/rental/rental.ts';
import { newCarState } from '../../device/state/state.ts';
import { reservationId, subject, tokenId } from '../../protocol/ids.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';

const reading = (rawMetres: number, seconds: number, source: 'pid-a6' | 'profile' | 'pid-31' = 'pid-a6') => ({
  source,
  rawMetres: metres(rawMetres),
  at: milliseconds(seconds * 1000),
});

const none: Rental = { kind: 'none' };

/** An odometer that has been read at 100 km. */
function readOdometer(source: 'pid-a6' | 'profile' | 'pid-31' = 'pid-a6') {
  const odometer = new CurrentOdometer(newCarState(metres(100_000)).odometer, none, null);
  odometer.take(reading(100_000, 0, source));
  return odometer;
}

/** As the records of an earlier boot tell it. */
const recordedAt = (source: 'pid-a6' | 'pid-31') => ({ ...newCarState(metres(100_000)).odometer, source });

const reservation = reservationId('00000000000000aa');
const openedAt = (odometerMetres: number): Rental => ({
  kind: 'open',
  reservation,
  subject: subject('k7q2m9xa'),
  tokenId: tokenId('c1c2c3c4c5c6c7c8'),
  openedAt: epochMilliseconds(0),
  openedOdometerMetres: metres(odometerMetres),
  latestReturnAt: epochMilliseconds(0),
});

describe('the odometer between records (D9)', () => {
  it('starts as configured, and a first reading that differs is no driving', () => {
    const odometer = new CurrentOdometer(newCarState(metres(99_000)).odometer, none, null);
    const before = odometer.now();
    expect(before).toEqual({ metres: 99_000, source: 'none', drivenMetres: 99_000 });
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
  it('after a restart tells the way before from what speed counted of it, and only the latter was driven', () => {
    const odometer = new CurrentOdometer(recordedAt('pid-31'), openedAt(100_000), null);
    const before = odometer.now().drivenMetres;
    for (let second = 0; second <= 300; second += 1) {
      odometer.takeSpeed('speed', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
    }
    expect(odometer.now()).toMatchObject({ source: 'speed', metres: 103_000 });
    expect(odometer.take(reading(109_000, 301, 'pid-31'))).toBeNull();
    expect(odometer.now().drivenMetres - before).toBe(3_000);
    expect(odometer.take(reading(110_000, 400, 'pid-31'))).toMatchObject({
      reason: 'moved-unseen',
      beforeMetres: 103_000,
      afterMetres: 109_000,
    });
    expect(odometer.now().drivenMetres - before).toBe(4_000);
  });

  it('that an older one confirms adds nothing to what speed has counted since', () => {
    const odometer = new CurrentOdometer(recordedAt('pid-31'), openedAt(100_000), null);
    const before = odometer.now().drivenMetres;
    const speedAt = (second: number) =>
      odometer.takeSpeed('speed', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
    for (let second = 0; second <= 200; second += 1) speedAt(second);
    expect(odometer.take(reading(109_000, 200, 'pid-31'))).toBeNull();
    for (let second = 201; second <= 300; second += 1) speedAt(second);
    expect(odometer.take(reading(110_000, 301, 'pid-31'))).toMatchObject({ reason: 'moved-unseen' });
    expect(odometer.now().drivenMetres - before).toBe(3_000);
  });

  it('beyond what its source resolves tells of a car moved unseen, and not by this driver', () => {
    const odometer = readOdometer();
    const before = odometer.now().drivenMetres;
    odometer.rentalOpened(reservation);
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
    odometer.rentalOpened(reservation);
    expect(odometer.take(reading(100_000 + resolution, 60, source))).toBeNull();
  });

  it.each([
    { stepMetres: 161, resolution: 322 },
    { stepMetres: 1_609, resolution: 2_000 },
  ])(
    'of a profile whose odometer counts in steps of $stepMetres m is driving within two of them, at most 2 km',
    (of) => {
      const moved = (movedMetres: number) => {
        const odometer = readOdometer('profile');
        odometer.rentalOpened(reservation);
        return odometer.take({ ...reading(100_000 + movedMetres, 60, 'profile'), stepMetres: of.stepMetres });
      };
      expect(moved(of.resolution)).toBeNull();
      expect(moved(of.resolution + 1)).toMatchObject({ reason: 'moved-unseen' });
    },
  );

  it.each([
    ['pid-a6', 100],
    ['pid-31', 1_000],
  ] as const)(
    'of %s after a boot tells of every step: the unit was not there to vouch for it',
    (source, step) => {
      const odometer = new CurrentOdometer(recordedAt(source), none, null);
      odometer.rentalOpened(reservation);
      expect(odometer.take(reading(100_000 + step, 60, source))).toMatchObject({ reason: 'moved-unseen' });
    },
  );

  it('of a counter for which GNSS had to stand in tells of what that did not hear, and not of this driver', () => {
    const odometer = readOdometer();
    for (let second = 1; second <= 60; second++)
      odometer.takeSpeed('gnss', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
    expect(odometer.now().source).toBe('gnss');
    const before = odometer.now();
    odometer.rentalOpened(reservation);
    expect(odometer.take(reading(before.metres + 150, 600))).toMatchObject({ reason: 'moved-unseen' });
    expect(odometer.now().drivenMetres).toBe(before.drivenMetres);
  });

  it('that is of PID 31 tells it to the kilometre, and the first of A6 after it the rest, but for what was driven since', () => {
    for (const drivenSeconds of [0, 60]) {
      const odometer = readOdometer();
      odometer.take(reading(50_000, 1, 'pid-31'));
      odometer.rentalOpened(reservation);
      const before = odometer.now().drivenMetres;
      for (let second = 100; second <= 200; second += 10) odometer.take(reading(53_000, second, 'pid-31'));
      for (let second = 200 - drivenSeconds; second <= 200; second++)
        odometer.takeSpeed('speed', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
      const truth = 103_700 + drivenSeconds * 10;
      odometer.take(reading(truth, 202));
      odometer.take(reading(truth, 212));
      expect(odometer.now()).toMatchObject({ metres: truth, source: 'pid-a6' });
      expect(odometer.now().drivenMetres - before).toBe(drivenSeconds * 10);
    }
  });

  it('that is of PID 31 does so also where the unit was off before A6 came', () => {
    for (const drivenSeconds of [0, 60]) {
      const odometer = readOdometer();
      odometer.take(reading(50_000, 1, 'pid-31'));
      odometer.rentalOpened(reservation);
      const before = odometer.now().drivenMetres;
      let offsetMetres = 0;
      for (let second = 100; second <= 200; second += 10)
        offsetMetres = odometer.take(reading(53_000, second, 'pid-31'))?.offsetMetres ?? offsetMetres;
      for (let second = 200 - drivenSeconds; second <= 200; second++)
        odometer.takeSpeed('speed', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
      odometer.driveEnded(milliseconds(200_000));
      const { metres: shown, source, drivenMetres } = odometer.now();
      const recorded = { metres: shown, source, offsetMetres, rebasedMetres: shown - drivenMetres };
      const memory = odometerMemorySchema.parse(JSON.parse(JSON.stringify(odometer.memory)));
      const restarted = new CurrentOdometer(recorded, openedAt(100_000), memory);
      const truth = 103_700 + drivenSeconds * 10;
      restarted.take(reading(truth, 2));
      for (let second = 12; second <= 60; second += 10) restarted.take(reading(truth, second));
      expect(restarted.now()).toMatchObject({ metres: truth, source: 'pid-a6' });
      expect(restarted.now().drivenMetres - before).toBe(drivenSeconds * 10);
    }
  });

  it('tells of a car moved unseen also where a misreading came before it', () => {
    for (const misread of [4_000, 90_000_000]) {
      const odometer = readOdometer();
      odometer.rentalOpened(reservation);
      expect(odometer.take(reading(misread, 3_600))).toBeNull();
      expect(odometer.take(reading(104_600, 3_610))).toMatchObject({ reason: 'moved-unseen' });
    }
  });

  it('that comes late is the driver’s as far as speed or GNSS have counted it since the rental opened', () => {
    const odometer = new CurrentOdometer(recordedAt('pid-a6'), none, null);
    odometer.rentalOpened(reservation);
    const before = odometer.now().drivenMetres;
    for (let second = 0; second <= 30; second++)
      odometer.takeSpeed('gnss', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
    expect(odometer.take(reading(100_300, 31))).toBeNull();
    expect(odometer.now().drivenMetres - before).toBe(300);
  });

  it('that tells of far more than they have counted tells of a car moved unseen', () => {
    const odometer = new CurrentOdometer(recordedAt('pid-a6'), none, null);
    odometer.rentalOpened(reservation);
    for (let second = 0; second <= 30; second++)
      odometer.takeSpeed('gnss', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) });
    expect(odometer.take(reading(100_500, 31))).toMatchObject({ reason: 'moved-unseen' });
  });

  it('may come after a boot in the middle of it: what moved before is not the driver’s, what moves after is', () => {
    const unread = new CurrentOdometer(recordedAt('pid-a6'), openedAt(100_000), null);
    expect(unread.take(reading(103_000, 60))).toMatchObject({ reason: 'moved-unseen' });
    expect(unread.take(reading(104_000, 120))).toBeNull();
    const driven = new CurrentOdometer(recordedAt('pid-a6'), openedAt(99_000), null);
    expect(driven.take(reading(103_000, 60))).toBeNull();
  });

  it('alone tells that: the second is driving', () => {
    const odometer = readOdometer();
    odometer.rentalOpened(reservation);
    odometer.take(reading(100_000, 60));
    expect(odometer.take(reading(101_000, 120))).toBeNull();
  });
});

test.each([
  ['pid-a6', 5_100_000],
  ['pid-31', 5_100_000],
  ['pid-a6', 50_000],
] as const)(
  'a reading of %s that is %i m beyond the last is not believed alone, however long the car has been parked',
  (source, metresBeyond) => {
    const odometer = readOdometer(source);
    const before = odometer.now();
    odometer.rentalOpened(reservation);
    const parked = 24 * 3_600;
    expect(odometer.take(reading(100_000 + metresBeyond, parked, source))).toBeNull();
    expect(odometer.now()).toEqual(before);
    expect(odometer.take(reading(100_200, parked + 60, source))).toBeNull();
    expect(odometer.now().metres).toBeLessThanOrEqual(100_200);
  },
);

test('a source that comes back after a power cut in mid-drive counts on: within a step of the one that stood in, and the rest is a record (promise 3)', () => {
  const truth = (seconds: number) => 100_000 + seconds * 20;
  const life = (seconds: number, at = seconds) => reading(truth(seconds), at);
  const sinceClear = (seconds: number, at = seconds) =>
    reading(Math.floor((truth(seconds) - 50_000) / 1000) * 1000, at, 'pid-31');
  const odometer = readOdometer();
  const before = odometer.now().drivenMetres;
  let offsetMetres = 0;
  const taken = (of: CurrentOdometer, next: ReturnType<typeof reading>) => {
    const rebased = of.take(next);
    offsetMetres = rebased?.offsetMetres ?? offsetMetres;
    return rebased === null ? 0 : rebased.afterMetres - rebased.beforeMetres;
  };
  for (let second = 10; second <= 100; second += 10) {
    taken(odometer, life(second));
    taken(odometer, sinceClear(second));
  }
  for (let second = 110; second <= 400; second += 10) taken(odometer, sinceClear(second));
  const { metres: shown, source, drivenMetres } = odometer.now();
  expect(source).toBe('pid-31');
  const recorded = { metres: shown, source, offsetMetres, rebasedMetres: shown - drivenMetres };
  const restarted = new CurrentOdometer(recorded, none, null);
  let stepMetres = 0;
  for (let second = 500; second <= 800; second += 10) {
    stepMetres += taken(restarted, life(second, second - 500));
    stepMetres += taken(restarted, sinceClear(second, second - 500));
  }
  expect(restarted.now()).toMatchObject({ source: 'pid-a6', metres: truth(800) });
  expect(stepMetres).toBeLessThanOrEqual(1_000);
  expect(restarted.now().drivenMetres - before).toBe(truth(800) - 100_000 - stepMetres);
});

describe('a gap between speeds', () => {
  const speedAt = (odometer: CurrentOdometer, second: number) =>
    odometer.takeSpeed('speed', { millimetresPerSecond: 10_000, at: milliseconds(second * 1000) }).unknown;
  const gap = { source: 'speed', from: 20_000, to: 40_000 };

  /** Speeds each second, but for those between 20 and 40 s; the odometer is read at 15 s. */
  function drivenTo(odometer: CurrentOdometer, last: number) {
    const told: unknown[] = [];
    for (let second = 1; second <= last; second++) {
      if (second <= 20 || second >= 40) told.push(...speedAt(odometer, second));
      if (second === 15) odometer.take(reading(100_150, 15));
    }
    return told;
  }

  it('before speed stands in for the odometer is an unknown stretch once it does, told once', () => {
    const odometer = readOdometer();
    expect(drivenTo(odometer, 120)).toEqual([gap]);
    expect(odometer.now().source).toBe('speed');
  });

  it('is told at the end of a drive that the odometer did not tell', () => {
    const odometer = readOdometer();
    expect(drivenTo(odometer, 49)).toEqual([]);
    expect(odometer.driveEnded(milliseconds(49_000)).unknown).toEqual([gap]);
  });

  it('is none where the odometer is read after it', () => {
    const odometer = readOdometer();
    const told = drivenTo(odometer, 42);
    odometer.take(reading(100_420, 42));
    for (let second = 43; second <= 200; second++) told.push(...speedAt(odometer, second));
    expect(told).toEqual([]);
  });
});
