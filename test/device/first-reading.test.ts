import { expect, test } from 'vitest';
import { CurrentOdometer } from '../../device/odometer.ts';
import { newCarState } from '../../device/state/state.ts';
import { reservationId } from '../../protocol/ids.ts';
import { metres, milliseconds } from '../../protocol/units.ts';

const start = 100_000;
const reservation = reservationId('00000000000000aa');

const reading = (source: 'pid-a6' | 'profile' | 'pid-31', rawMetres: number, second: number) => ({
  source,
  rawMetres: metres(rawMetres),
  at: milliseconds(second * 1000),
});

const speedAt = (metresPerSecond: number, second: number) => ({
  millimetresPerSecond: metresPerSecond * 1000,
  at: milliseconds(second * 1000),
});

/** Read at 100 km, and rented an hour later. */
function rentedOdometer(source: 'pid-a6' | 'profile' = 'pid-a6') {
  const odometer = new CurrentOdometer(newCarState(metres(start)).odometer, { kind: 'none' }, null);
  odometer.take(reading(source, start, 0));
  odometer.take(reading('pid-31', 39_000, 1));
  odometer.rentalOpened(reservation);
  return odometer;
}

/** A6 says what it said before for so long, at 10 m/s; then where the car is, which was towed before. */
function drivenBehindStuckA6(
  { towedMetres, stuckSeconds }: { towedMetres: number; stuckSeconds: number },
  hears: (second: number) => boolean = () => true,
) {
  const odometer = rentedOdometer();
  const before = odometer.now().drivenMetres;
  const rebases: unknown[] = [];
  for (let second = 3_600; second <= 3_600 + stuckSeconds; second++) {
    const driven = (second - 3_600) * 10;
    if (hears(second)) odometer.takeSpeed('speed', speedAt(10, second));
    if (second % 10 !== 0) continue;
    const isFree = second === 3_600 + stuckSeconds;
    const rebased = odometer.take(reading('pid-a6', isFree ? start + towedMetres + driven : start, second));
    if (rebased !== null) rebases.push(rebased);
  }
  return { odometer, rebases, drivenMetres: odometer.now().drivenMetres - before };
}

test('a first reading of an odometer that stands still tells nothing: once it is free, what speed has not counted was driven by nobody (D9, promise 3)', () => {
  const { odometer, rebases, drivenMetres } = drivenBehindStuckA6({ towedMetres: 1_100, stuckSeconds: 80 });
  expect(odometer.now().metres).toBe(start + 1_100 + 800);
  expect(drivenMetres).toBe(800);
  expect(rebases).toMatchObject([
    { reason: 'moved-unseen', beforeMetres: start, afterMetres: start + 1_100 },
  ]);
});

test('what it has counted within the error of wheels was driven', () => {
  const { rebases, drivenMetres } = drivenBehindStuckA6({ towedMetres: 100, stuckSeconds: 80 });
  expect(drivenMetres).toBe(900);
  expect(rebases).toEqual([]);
});

test('where speed was not heard all the time nobody can tell: it is driving, as the odometer says', () => {
  const hears = (second: number) => second < 3_620 || second > 3_640;
  const { rebases, drivenMetres } = drivenBehindStuckA6({ towedMetres: 400, stuckSeconds: 120 }, hears);
  expect(drivenMetres).toBe(1_600);
  expect(rebases).toEqual([]);
});

test('a coarser counter that was heard before it, and has the way of a tow, stands in from where it says that the car stood', () => {
  const odometer = rentedOdometer('profile');
  const before = odometer.now().drivenMetres;
  // One misreading, so that PID 31 is heard before the first reading that is believed.
  odometer.take(reading('profile', 53_000_000, 3_600));
  odometer.take(reading('pid-31', 43_000, 3_601));
  odometer.take(reading('profile', start + 100, 3_610));
  for (let second = 3_610; second <= 3_900; second++) {
    odometer.takeSpeed('speed', speedAt(10, second));
    const driven = (second - 3_610) * 10;
    if (second % 60 === 0)
      odometer.take(reading('pid-31', 43_000 + Math.floor(driven / 1000) * 1000, second));
  }
  const drivenMetres = odometer.now().drivenMetres - before;
  expect(odometer.now().source).not.toBe('profile');
  expect(Math.abs(drivenMetres - 2_900)).toBeLessThanOrEqual(1_000);
});

test('a gap between speeds while the odometer stood still is told once speed stands in for it', () => {
  const odometer = rentedOdometer();
  const unknown: unknown[] = [];
  for (let second = 3_600; second <= 4_000; second++) {
    if (second <= 3_650 || second >= 3_680)
      unknown.push(...odometer.takeSpeed('speed', speedAt(10, second)).unknown);
    if (second % 10 === 0) odometer.take(reading('pid-a6', start, second));
  }
  expect(odometer.now().source).toBe('speed');
  expect(unknown).toContainEqual({ source: 'speed', from: 3_650_000, to: 3_680_000 });
});
