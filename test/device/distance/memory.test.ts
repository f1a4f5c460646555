import { describe, expect, test } from 'vitest';
import { chainStep } from '../../../device/distance/chain.ts';
import { type ChainState, chainOf } from '../../../device/distance/chain-state.ts';
import { countersOf, type OdometerMemory, recalled } from '../../../device/distance/memory.ts';
import { restoredOdometer } from '../../../device/distance/odometer.ts';
import type { DistanceSource } from '../../../device/distance/reading.ts';
import type { RecordedOdometer } from '../../../device/state/state.ts';
import { metres, milliseconds } from '../../../protocol/units.ts';

const reading = (source: DistanceSource, rawMetres: number, seconds: number) => ({
  source,
  rawMetres: metres(rawMetres),
  at: milliseconds(seconds * 1_000),
});

const taken = (state: ChainState, ...readings: readonly ReturnType<typeof reading>[]): ChainState =>
  readings.reduce((before, next) => chainStep(before, next).state, state);

const fresh = chainOf(
  restoredOdometer({ odometerMetres: metres(80_000_000), source: 'none', offsetMetres: 0 }),
);
/** Read at 80,000 km by its counter, which then fell silent: speed stands in and has counted 2 km. */
const standIn = taken(
  fresh,
  reading('pid-31', 1_200_000, 0),
  reading('speed', 0, 1),
  ...Array.from({ length: 11 }, (_, index) => reading('speed', index * 200, 40 + index * 10)),
);

const recordedOf = ({ odometer }: ChainState, change: Partial<RecordedOdometer> = {}): RecordedOdometer => ({
  metres: odometer.odometerMetres,
  source: odometer.source,
  offsetMetres: odometer.offsetMetres,
  rebasedMetres: 0,
  ...change,
});

const memoryOf = (state: ChainState, change: Partial<OdometerMemory> = {}): OdometerMemory => ({
  metres: state.odometer.odometerMetres,
  rebasedMetres: 0,
  counters: countersOf(state),
  rental: null,
  mayHaveBeenMoved: false,
  isToldToTheKilometre: false,
  standing: null,
  ...change,
});

const metresAfter = (state: ChainState): number => state.odometer.odometerMetres;

describe('a counter that was not in use as the unit went off (D9)', () => {
  test('goes on from where it was: what it counted while the unit was off is not lost', () => {
    expect(standIn.odometer).toMatchObject({ source: 'speed', odometerMetres: 80_002_000 });
    const restarted = recalled(recordedOf(standIn), memoryOf(standIn));
    const readings = [5, 15].map((second) => reading('pid-31', 1_209_000, second));
    expect(metresAfter(taken(restarted, ...readings))).toBe(80_009_000);
  });

  test('without a memory it begins where the odometer is, as nothing says how far it has come', () => {
    const restarted = recalled(recordedOf(standIn), null);
    const after = taken(restarted, reading('pid-31', 1_209_000, 5), reading('pid-31', 1_209_000, 15));
    expect(metresAfter(after)).toBe(80_002_000);
  });

  test('stands in for the one in use that is silent after the boot', () => {
    const both = taken(fresh, reading('pid-a6', 80_000_000, 0), reading('pid-31', 1_200_000, 1));
    const restarted = recalled(recordedOf(both), memoryOf(both));
    const readings = [5, 15, 25, 35, 45, 55].map((second) => reading('pid-31', 1_207_000, second));
    const after = taken(restarted, ...readings);
    expect(after.odometer).toMatchObject({ source: 'pid-31', odometerMetres: 80_007_000 });
  });

  test('that stands lower than it did has begun anew', () => {
    const restarted = recalled(recordedOf(standIn), memoryOf(standIn));
    const after = taken(restarted, reading('pid-31', 3_000, 5), reading('pid-31', 4_000, 60));
    expect(after.odometer).toMatchObject({ source: 'pid-31', odometerMetres: 80_002_000 });
  });

  test('that stood still is not believed before it counts', () => {
    const [counter] = countersOf(standIn);
    const counters = counter === undefined ? [] : [{ ...counter, wasFrozen: true }];
    const restarted = recalled(recordedOf(standIn), memoryOf(standIn, { counters }));
    expect(taken(restarted, reading('pid-31', 1_200_000, 5)).odometer.source).toBe('speed');
  });
});

describe('records and memory of different times (D6)', () => {
  test('the newer of both tells the odometer', () => {
    const newer = recordedOf(standIn, { metres: metres(80_003_000) });
    expect(metresAfter(recalled(newer, memoryOf(standIn)))).toBe(80_003_000);
    const older = recordedOf(standIn, { metres: metres(80_001_000) });
    expect(metresAfter(recalled(older, memoryOf(standIn)))).toBe(80_002_000);
  });

  test('a memory from before a recorded step, or after one whose record is lost, counts for nothing', () => {
    const restarted = recalled(recordedOf(standIn, { rebasedMetres: 500 }), memoryOf(standIn));
    expect(restarted.tracks.size).toBe(0);
    expect(metresAfter(restarted)).toBe(80_002_000);
  });

  test('the source in use is the recorded one, and the one that memory has in use stays known', () => {
    const a6 = taken(fresh, reading('pid-a6', 80_000_000, 0));
    const restarted = recalled(recordedOf(standIn), memoryOf(a6));
    expect(restarted.odometer.source).toBe('speed');
    expect(metresAfter(taken(restarted, reading('pid-a6', 80_005_000, 5)))).toBe(80_005_000);
  });
});

test('whether two sources were apart is known after a boot', () => {
  const apart = { ...standIn, disagreeing: new Set<DistanceSource>(['pid-31']) };
  expect(recalled(recordedOf(apart), memoryOf(apart)).disagreeing).toEqual(new Set(['pid-31']));
});
