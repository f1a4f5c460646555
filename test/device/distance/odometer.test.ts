import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type OdometerState, odometerStep, restoredOdometer } from '../../../device/distance/odometer.ts';
import { type OdometerReading, odometerReadingOf } from '../../../device/distance/reading.ts';
import { metres, milliseconds } from '../../../protocol/units.ts';

const a6 = (rawMetres: number, seconds: number): OdometerReading => ({
  source: 'pid-a6',
  rawMetres: metres(rawMetres),
  at: milliseconds(seconds * 1000),
});
const since = (kilometres: number, seconds: number): OdometerReading => ({
  ...a6(kilometres * 1000, seconds),
  source: 'pid-31',
});
const configured = (odometerMetres: number): OdometerState =>
  restoredOdometer({ odometerMetres: metres(odometerMetres), source: 'none', offsetMetres: 0 });
const never = configured(80_000_000);

function fold(start: OdometerState, ...readings: readonly OdometerReading[]) {
  let state = start;
  const rebases = readings.flatMap((reading) => {
    const step = odometerStep(state, reading);
    state = step.state;
    return step.rebase ?? [];
  });
  return { state, rebases, odometerMetres: state.odometerMetres };
}

describe('after a restart', () => {
  const ahead = restoredOdometer({
    odometerMetres: metres(80_000_566),
    source: 'pid-31',
    offsetMetres: 79_000_000,
  });

  test('a counter that another source had overtaken is waited for, and is no reset', () => {
    const { rebases, odometerMetres } = fold(ahead, since(1000, 10), since(1000, 20), since(1001, 60));
    expect([rebases, odometerMetres]).toEqual([[], 80_001_000]);
  });

  test('one that is further back was reset', () => {
    expect(fold(ahead, since(3, 10), since(3, 20)).rebases).toMatchObject([{ reason: 'counter-reset' }]);
  });
});

describe('PID A6 is the odometer itself (D9)', () => {
  test('its first reading is a rebase, no distance', () => {
    const { rebases } = fold(never, a6(80_001_400, 10));
    expect(rebases).toEqual([
      {
        source: 'pid-a6',
        beforeMetres: 80_000_000,
        afterMetres: 80_001_400,
        offsetMetres: 0,
        reason: 'first-reading',
      },
    ]);
  });

  test('a first reading far from what was configured is believed once a second follows it', () => {
    expect(fold(never, a6(185_000_000, 10)).odometerMetres).toBe(80_000_000);
    expect(fold(never, a6(185_000_000, 10), a6(80_000_100, 20)).odometerMetres).toBe(80_000_100);
    expect(fold(never, a6(185_000_000, 10), a6(185_000_100, 20)).rebases).toMatchObject([
      { reason: 'first-reading', afterMetres: 185_000_100 },
    ]);
  });

  test('what it counts from then on is distance', () => {
    const { odometerMetres, rebases } = fold(
      configured(1_000_000),
      a6(1_000_000, 10),
      a6(1_000_100, 20),
      a6(1_000_300, 30),
    );
    expect(odometerMetres).toBe(1_000_300);
    expect(rebases).toHaveLength(1);
  });

  test('a rollback confirmed by a second reading keeps the odometer and goes on from there', () => {
    const { odometerMetres, rebases } = fold(
      configured(90_000_000),
      a6(90_000_000, 0),
      a6(5_000_000, 10),
      a6(5_000_100, 20),
      a6(5_000_200, 30),
    );
    expect(rebases[1]).toMatchObject({
      reason: 'rollback',
      beforeMetres: 90_000_000,
      afterMetres: 90_000_000,
      offsetMetres: 84_999_900,
    });
    expect(odometerMetres).toBe(90_000_100);
  });

  test('a jump beyond 250 km/h and 2 km, confirmed, is shown and not driven', () => {
    const { odometerMetres, rebases } = fold(
      configured(1_000_000),
      a6(1_000_000, 0),
      a6(1_500_000, 60),
      a6(1_500_100, 70),
    );
    expect(rebases[1]).toMatchObject({ reason: 'jump', beforeMetres: 1_000_000, afterMetres: 1_500_100 });
    expect(odometerMetres).toBe(1_500_100);
  });

  test('a single false reading changes nothing', () => {
    const { odometerMetres, rebases } = fold(
      configured(1_000_000),
      a6(1_000_000, 0),
      a6(0, 10),
      a6(1_000_100, 20),
      a6(400_000_000, 30),
      a6(1_000_200, 40),
    );
    expect(odometerMetres).toBe(1_000_200);
    expect(rebases).toHaveLength(1);
  });
});

describe('PID 31 counts on from a base (D9)', () => {
  test('its first reading leaves the configured odometer as it is', () => {
    const { rebases } = fold(never, since(1200, 0));
    expect(rebases).toMatchObject([
      {
        reason: 'first-reading',
        beforeMetres: 80_000_000,
        afterMetres: 80_000_000,
        offsetMetres: 78_800_000,
      },
    ]);
  });

  test('cleared codes, or a wrap past 65,535, are no distance', () => {
    const { odometerMetres, rebases } = fold(
      never,
      since(1200, 0),
      since(1201, 60),
      since(0, 120),
      since(0, 130),
    );
    expect(odometerMetres).toBe(80_001_000);
    expect(rebases[1]).toMatchObject({
      reason: 'counter-reset',
      beforeMetres: 80_001_000,
      afterMetres: 80_001_000,
    });
    expect(
      fold(fold(never, since(1200, 0), since(0, 9), since(0, 10)).state, since(1, 90)).odometerMetres,
    ).toBe(80_001_000);
  });

  test('once saturated it is no reading', () => {
    const reading = {
      kind: 'distance-since-clear',
      metres: 65_535_000,
      ecu: '7E8',
      at: milliseconds(0),
    } as const;
    expect(odometerReadingOf({ ...reading, saturated: true })).toBeUndefined();
    expect(odometerReadingOf({ ...reading, saturated: false })).toMatchObject({ source: 'pid-31' });
  });
});

describe('a change of source is a rebase', () => {
  test('to A6, forwards only', () => {
    const counted = fold(never, since(10, 0)).state;
    expect(fold(counted, a6(80_000_400, 10)).rebases).toMatchObject([
      { reason: 'source-changed', afterMetres: 80_000_400, offsetMetres: 0 },
    ]);
    expect(fold(counted, a6(79_000_000, 10)).rebases).toMatchObject([
      { reason: 'source-changed', afterMetres: 80_000_000, offsetMetres: 1_000_000 },
    ]);
  });

  test('to PID 31, without a step', () => {
    const { odometerMetres, rebases } = fold(
      configured(81_000_000),
      a6(81_000_000, 0),
      since(10, 10),
      since(11, 60),
    );
    expect(rebases[1]).toMatchObject({ reason: 'source-changed', afterMetres: 81_000_000 });
    expect(odometerMetres).toBe(81_001_000);
  });
});

test('it goes on from the records after a restart', () => {
  const { state } = fold(never, since(10, 0), since(12, 200));
  const { odometerMetres, source, offsetMetres } = state;
  const restored = restoredOdometer({ odometerMetres, source, offsetMetres });
  expect(fold(restored, since(13, 5))).toMatchObject({ odometerMetres: 80_003_000, rebases: [] });
});

test('an A6 that says more than a uint32 of metres holds is no reading', () => {
  expect(
    odometerReadingOf({ kind: 'odometer', metres: 0xffff_ffff * 100, ecu: '7E8', at: milliseconds(0) }),
  ).toBeUndefined();
});

test('it never decreases after the first reading, and what is not a rebase is no more than could be driven', () => {
  const anyReading = fc.record({
    source: fc.constantFrom('pid-a6' as const, 'pid-31' as const),
    rawMetres: fc
      .oneof(
        fc.nat(50_000).map((raw) => raw + 1_000_000),
        fc.nat(4_000_000_000),
      )
      .map(metres),
    seconds: fc.nat(100),
  });
  fc.assert(
    fc.property(fc.array(anyReading, { maxLength: 30 }), (readings) => {
      let state = odometerStep(configured(1_000_000), a6(1_000_000, 0)).state;
      let now = 0;
      for (const { source, rawMetres, seconds } of readings) {
        now += seconds;
        const step = odometerStep(state, { source, rawMetres, at: milliseconds(now * 1000) });
        const moved = step.state.odometerMetres - state.odometerMetres;
        const elapsed = now - (state.readAt ?? 0) / 1000;
        expect(moved).toBeGreaterThanOrEqual(0);
        if (step.rebase === undefined) expect(moved).toBeLessThanOrEqual((elapsed * 250) / 3.6 + 2000);
        else expect(step.rebase.afterMetres - step.rebase.beforeMetres).toBe(moved);
        state = step.state;
      }
    }),
  );
});
