import fc from 'fast-check';
import { expect, test } from 'vitest';
import { obdSpeed } from '../../../device/distance/integral.ts';
import type { DistanceSource } from '../../../device/distance/reading.ts';
import type { UnknownStretch } from '../../../device/distance/untold-stretches.ts';
import { CurrentOdometer } from '../../../device/odometer.ts';
import { newCarState } from '../../../device/state/state.ts';
import { reservationId } from '../../../protocol/ids.ts';
import { metres, milliseconds } from '../../../protocol/units.ts';

/** In seconds of the drive: from, to. */
type Spell = readonly [number, number];

/** What befalls a drive of so many seconds; speeds in km/h, each for so long. */
interface Drive {
  readonly seconds: number;
  readonly legs: readonly (readonly [kilometresPerHour: number, seconds: number])[];
  /** A6 says what it said before. */
  readonly stuck: Spell;
  readonly silent: Readonly<Record<'pid-a6' | 'pid-31' | 'speed', readonly Spell[]>>;
  readonly checkedAtSecond: number;
  readonly startMetres: number;
  readonly clearedMetres: number;
}

const least = 600;
const most = 3_000;

const spell = (longest: number): fc.Arbitrary<Spell> =>
  fc
    .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 5, max: longest }))
    .map(([from, length]) => [from, from + length]);

const drive: fc.Arbitrary<Drive> = fc.record({
  seconds: fc.integer({ min: least, max: most }),
  legs: fc.array(fc.tuple(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 10, max: 160 })), {
    minLength: 30,
    maxLength: 60,
  }),
  stuck: spell(most),
  silent: fc.record({
    'pid-a6': fc.array(spell(400), { maxLength: 2 }),
    'pid-31': fc.array(spell(900), { maxLength: 3 }),
    speed: fc.array(spell(400), { maxLength: 3 }),
  }),
  checkedAtSecond: fc.integer({ min: 0, max: 59 }),
  startMetres: fc.integer({ min: 100_000, max: 100_099 }),
  clearedMetres: fc.integer({ min: 20_000, max: 20_999 }),
});

const isIn = (spells: readonly Spell[], second: number): boolean =>
  spells.some(([from, to]) => second >= from && second < to);

/** Speeds each second, at no more than a car's acceleration; it stands at both ends. */
function speedsOf({ seconds, legs }: Drive): readonly number[] {
  const wanted = legs.flatMap(([speed, length]) => Array.from({ length }, () => speed));
  let speed = 0;
  return Array.from({ length: seconds + 1 }, (_, second) => {
    const left = seconds - second;
    const target = left < 25 ? 0 : (wanted[second % wanted.length] ?? 0);
    speed += Math.max(-8, Math.min(6, target - speed));
    return speed;
  });
}

const waysOf = (speeds: readonly number[]): readonly number[] => {
  let way = 0;
  return speeds.map((speed, second) => {
    way += (speed + (speeds[second - 1] ?? 0)) / 2 / 3.6;
    return way;
  });
};

const down = (to: number, value: number) => metres(Math.floor(value / to) * to);

/** Drives, with A6 and speed asked as the unit does, and PID 31 each minute or in the place of an A6 that is silent. */
function driven(given: Drive) {
  const { seconds, stuck, silent, startMetres, clearedMetres } = given;
  const speeds = speedsOf(given);
  const ways = waysOf(speeds);
  const wayAt = (second: number): number => ways[Math.min(Math.max(second, 0), seconds)] ?? 0;
  const shown = down(100, startMetres);
  const odometer = new CurrentOdometer(newCarState(shown).odometer, { kind: 'none' }, null);
  const unknown: UnknownStretch[] = [];
  const begin = 1_000;
  const at = (second: number, after: number) => milliseconds((begin + second) * 1000 + after);
  const count = (
    source: DistanceSource,
    rawMetres: ReturnType<typeof metres>,
    second: number,
    after: number,
  ) => unknown.push(...odometer.takeCounter({ source, rawMetres, at: at(second, after) }).unknown);
  const a6 = (second: number, after: number) =>
    count('pid-a6', down(100, startMetres + wayAt(isIn([stuck], second) ? stuck[0] : second)), second, after);
  const pid31 = (second: number, after: number) =>
    count('pid-31', down(1_000, clearedMetres + wayAt(second)), second, after);
  a6(-1, 0);
  pid31(-1, 100);
  odometer.rentalOpened(reservationId('00000000000000aa'));
  const before = odometer.now().drivenMetres;
  let failures = 0;
  for (let second = 0; second <= seconds; second++) {
    const speed = speeds[second] ?? 0;
    // Heard as the drive begins and ends: what nobody hears at either end, nobody knows.
    const isHeard = second < 60 || second > seconds - 120 || !isIn(silent.speed, second);
    if (isHeard) unknown.push(...odometer.takeSpeed('speed', obdSpeed(speed, at(second, 0))).unknown);
    const hasStopped = speed === 0 && (speeds[second - 1] ?? 0) > 0;
    if (second % 10 === 3 || hasStopped || second === seconds) {
      const isSilent = isIn(silent['pid-a6'], second);
      failures = isSilent ? failures + 1 : 0;
      if (!isSilent) a6(second, 300);
      else if (failures > 3 && !isIn(silent['pid-31'], second)) pid31(second, 350);
    }
    if (second % 60 === given.checkedAtSecond && !isIn(silent['pid-31'], second)) pid31(second, 400);
  }
  unknown.push(...odometer.driveEnded(at(seconds, 500)).unknown);
  const { metres: shownMetres, drivenMetres } = odometer.now();
  const second = (elapsed: number) => Math.round(elapsed / 1000) - begin;
  return {
    truth: wayAt(seconds),
    billed: drivenMetres - before,
    /** Recorded as no driving. */
    stepped: shownMetres - shown - (drivenMetres - before),
    unknown: unknown.reduce((sum, { from, to }) => sum + wayAt(second(to)) - wayAt(second(from)), 0),
  };
}

/** PID 31 is good for 1 km at each end, speed for 1 %, A6 for 100 m at each end (D9). */
const tolerance = (truth: number) => 1_200 + truth * 0.01;

test('whoever of PID 31 and speed stands in for an A6 that is stuck or silent, in whatever turns, no kilometre is billed twice, and none is lost that no record tells of (promise 3)', () => {
  fc.assert(
    fc.property(drive, (given) => {
      const { truth, billed, stepped, unknown } = driven(given);
      expect(billed).toBeLessThanOrEqual(truth + tolerance(truth));
      expect(billed + stepped + unknown).toBeGreaterThanOrEqual(truth - tolerance(truth));
    }),
    { numRuns: 400, seed: 31 },
  );
});
