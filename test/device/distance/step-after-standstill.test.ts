import { expect, test } from 'vitest';
import { chainStep } from '../../../device/distance/chain.ts';
import { chainOf } from '../../../device/distance/chain-state.ts';
import { restoredOdometer } from '../../../device/distance/odometer.ts';
import type { DistanceSource, OdometerReading } from '../../../device/distance/reading.ts';
import { metres, milliseconds } from '../../../protocol/units.ts';

const base = 10_000_000;
const start = () =>
  chainOf(restoredOdometer({ odometerMetres: metres(base), source: 'none', offsetMetres: 0 }));
const at = (source: DistanceSource, rawMetres: number, seconds: number): OdometerReading => ({
  source,
  rawMetres: metres(rawMetres),
  at: milliseconds(seconds * 1000),
});

test('what speed counted while A6 stood still was driven, and is no part of the jump that follows', () => {
  // Free again from 205 s on, it has seen a tow that nobody else has.
  const a6At = (second: number) => at('pid-a6', second < 205 ? base : base + 20_000, second);
  const rebases: unknown[] = [];
  let state = start();
  for (let second = 0; second <= 206; second++) {
    for (const reading of [a6At(second), at('speed', second * 6, second)]) {
      const step = chainStep(state, reading);
      state = step.state;
      if (step.rebase?.reason === 'jump') rebases.push(step.rebase);
    }
  }
  const drivenMetres = 205 * 6;
  expect(rebases).toMatchObject([
    { source: 'pid-a6', beforeMetres: base + drivenMetres, afterMetres: base + 20_000 },
  ]);
});

test('nor is it lost where the cluster that A6 speaks for again shows less', () => {
  const a6At = (second: number) => at('pid-a6', second < 100 ? base : base - 7_000, second);
  const rebases: unknown[] = [];
  let state = start();
  for (let second = 0; second <= 101; second++) {
    for (const reading of [a6At(second), at('speed', second * 5, second)]) {
      const step = chainStep(state, reading);
      state = step.state;
      if (step.rebase?.reason === 'rollback') rebases.push(step.rebase);
    }
  }
  const hereMetres = base + 100 * 5;
  expect(rebases).toMatchObject([
    { source: 'pid-a6', beforeMetres: hereMetres, afterMetres: hereMetres, reason: 'rollback' },
  ]);
});

test('nor is what speed counted beyond PID 31, where A6 of another cluster speaks again in its place', () => {
  const [frozenFrom, freeFrom] = [100, 490];
  const drivenAt = (second: number) => second * 20;
  const a6At = (second: number) => {
    const shown = second < freeFrom ? drivenAt(Math.min(second, frozenFrom)) : drivenAt(second) - 7_000;
    return at('pid-a6', base + Math.floor(shown / 100) * 100, second);
  };
  let state = start();
  for (let second = 0; second <= freeFrom + 1; second++) {
    const readings = [
      a6At(second),
      at('pid-31', Math.floor(drivenAt(second) / 1_000) * 1_000, second),
      at('speed', drivenAt(second), second),
    ];
    for (const reading of readings) state = chainStep(state, reading).state;
    if (second === freeFrom - 1) expect(state.odometer.source).toBe('pid-31');
  }
  expect(state.odometer.source).toBe('pid-a6');
  expect(Math.abs(state.odometer.odometerMetres - base - drivenAt(freeFrom + 1))).toBeLessThanOrEqual(100);
});

test('what PID 31 has counted before another cluster shows less is not billed where PID 31 stands in afterwards', () => {
  const night = 20_000;
  const readings = [
    at('profile', base, 0),
    at('pid-31', 0, 1),
    // Driven meanwhile, as the unit was off; the cluster was replaced after it.
    at('pid-31', 3_000, night),
    at('profile', base - 7_000, night),
    at('profile', base - 7_000, night + 10),
    at('pid-31', 4_000, night + 30),
    at('pid-31', 5_000, night + 60),
  ];
  let state = start();
  const rebases: unknown[] = [];
  for (const reading of readings) {
    const step = chainStep(state, reading);
    state = step.state;
    if (step.rebase !== undefined) rebases.push(step.rebase.reason);
  }
  expect(rebases).toContain('rollback');
  expect(state.odometer).toMatchObject({ source: 'pid-31', odometerMetres: base + 2_000 });
});
