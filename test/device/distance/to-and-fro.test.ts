import { expect, test } from 'vitest';
import { CurrentOdometer } from '../../../device/odometer.ts';
import { newCarState } from '../../../device/state/state.ts';
import { metres, milliseconds } from '../../../protocol/units.ts';
import { us06 } from '../../../simulator/car/cycles/us06.ts';

const configuredMetres = 100_000;
/** PID 31 of a well-known emulator's car: 50, 49 or 51 km, in turn or by chance, however far it drives. */
const turns: readonly { counts: readonly number[] }[] = [
  { counts: [50, 49, 51] },
  { counts: [49, 50, 51] },
  { counts: [51, 49, 50] },
  { counts: [50, 51, 49, 49, 50, 50, 51, 50, 49, 51, 51, 49] },
];
/** What goes to and fro moves by so much; then a kilometre at each end. */
const mostAstrayMetres = 2_000;

/** PID 31 every 10 s and speed every second, in a drive that begins after so long; beside PID A6, where that is read. */
function driven(counts: readonly number[], standingSeconds: number, isA6Read: boolean, seconds: number) {
  const odometer = new CurrentOdometer(
    newCarState(metres(configuredMetres)).odometer,
    { kind: 'none' },
    null,
  );
  for (let second = 0; second <= seconds; second += 1) {
    const at = milliseconds(second * 1000);
    const drivingMs = Math.max(0, second - standingSeconds) * 1000;
    if (second % 10 === 0) {
      const kilometres = counts[(second / 10) % counts.length] ?? 0;
      odometer.take({ source: 'pid-31', rawMetres: metres(kilometres * 1000), at });
      if (isA6Read) odometer.take({ source: 'pid-a6', rawMetres: metres(configuredMetres), at });
    }
    odometer.takeSpeed('speed', {
      millimetresPerSecond: Math.round(us06.hundredthsKmPerHour(drivingMs) / 0.36),
      at,
    });
  }
  odometer.driveEnded(milliseconds(seconds * 1000));
  return odometer.now().metres - configuredMetres;
}

test.each(turns)(
  'of a car that stands, PID 31 that goes to and fro counts no kilometres (D9): $counts',
  ({ counts }) => {
    expect(driven(counts, 3_600, false, 3_600)).toBeLessThanOrEqual(mostAstrayMetres);
    expect(driven(counts, 3_600, true, 3_600)).toBeLessThanOrEqual(mostAstrayMetres);
  },
);

test.each(turns)('of a car that drives it is left for speed (D9): $counts', ({ counts }) => {
  const trueMetres = us06.lengthMillimetres / 1000;
  const told = driven(counts, 60, false, 700);
  expect(told).toBeGreaterThanOrEqual(trueMetres * 0.99);
  expect(told).toBeLessThanOrEqual(trueMetres * 1.01 + mostAstrayMetres);
});
