import { expect, test } from 'vitest';
import { type Fix, unrolled } from '../../../device/gnss/fix.ts';
import { createGnss, defaultGnssConfig } from '../../../device/gnss/gnss.ts';
import type { Line } from '../../../device/ports.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { createNmeaReceiver } from '../../../simulator/car/nmea.ts';
import type { NmeaTrouble } from '../../../simulator/car/nmea-sentences.ts';
import { parkedCar } from '../../../simulator/car/truth.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';

function bench() {
  const time = createManualClock();
  const initial = { model: odometerCar, odometerMetres: 1000, clearedMetresAgo: 0, fuelMillilitres: 20_000 };
  const car = createSimulatedCar(time.clock, parkedCar(initial));
  const receiver = createNmeaReceiver(time, car, {
    home: { latitudeMicrodegrees: 52_090_000, longitudeMicrodegrees: 5_120_000 },
    homeMillimetres: 1_000_000,
    everyMs: 1000,
    firstFixAfterMs: 3000,
  });
  let failures = 2;
  const line: Line = {
    async open(events) {
      if (failures-- > 0) throw new Error('no such port');
      return receiver.open(events);
    },
  };
  const fixes: Fix[] = [];
  const reasons: string[] = [];
  const antennas: boolean[] = [];
  const gnss = createGnss({ timers: time.timers, random: countingRandom(), gnss: line }, defaultGnssConfig, {
    fix: (fix) => fixes.push(fix),
    antenna: (isSound) => antennas.push(isSound),
    unavailable: (reason) => reasons.push(reason),
  });
  car.happen({ kind: 'immobiliser-set', immobilised: false });
  car.happen({ kind: 'key-moved', inHolder: false });
  return { ...time, car, receiver, gnss, fixes, reasons, antennas };
}

test('a line that cannot be opened is tried again, and then gives a fix a second', async () => {
  const { advance, car, gnss, fixes, reasons, clock } = bench();
  gnss.start();
  await advance(10_000);
  expect(reasons).toEqual(['no such port', 'no such port']);
  car.happen({ kind: 'ignition-turned', on: true });
  await advance(10_000);
  expect(fixes).toHaveLength(10);
  expect(fixes.slice(0, 2).map(({ kind }) => kind)).toEqual(['none', 'none']);
  expect(fixes.at(-1)).toEqual({
    kind: 'position',
    time: clock.wall(),
    latitudeMicrodegrees: 52_090_000,
    longitudeMicrodegrees: 5_120_000,
    satellites: 10,
    hdopPerMille: 900,
    millimetresPerSecond: 0,
    isFlat: false,
  });
});

test('parked the receiver is silent, and stopped nothing is left running', async () => {
  const { advance, car, gnss, fixes, pending } = bench();
  gnss.start();
  car.happen({ kind: 'ignition-turned', on: true });
  await advance(10_000);
  car.happen({ kind: 'ignition-turned', on: false });
  fixes.length = 0;
  await advance(60_000);
  expect(fixes).toEqual([]);
  expect(pending()).toBe(0);
  gnss.stop();
  car.happen({ kind: 'ignition-turned', on: true });
  await advance(60_000);
  expect(fixes).toEqual([]);
});

/** A minute of a receiver in trouble, from its tenth second on. */
async function troubled(trouble: NmeaTrouble) {
  const there = bench();
  there.gnss.start();
  there.car.happen({ kind: 'ignition-turned', on: true });
  await there.advance(20_000);
  there.fixes.length = 0;
  there.antennas.length = 0;
  there.receiver.trouble(trouble);
  await there.advance(60_000);
  return there;
}

const positions = (fixes: readonly Fix[]) => fixes.filter((fix) => fix.kind === 'position');

test('several talkers tell one place once a moment, though one of them has none', async () => {
  const { fixes, clock } = await troubled('talkers');
  const told = positions(fixes);
  expect(new Set(told.map(({ time }) => time)).size).toBe(60);
  expect(fixes).toHaveLength(60);
  expect(told.at(-1)).toMatchObject({ time: clock.wall(), latitudeMicrodegrees: 52_090_000 });
});

test('sentences that lost bytes give no place, or the right one', async () => {
  const { fixes } = await troubled('damaged');
  expect(positions(fixes).every(({ latitudeMicrodegrees }) => latitudeMicrodegrees === 52_090_000)).toBe(
    true,
  );
  expect(positions(fixes).length).toBeLessThan(60);
});

test('in a gap there is nothing, and after it a fix a second', async () => {
  const { fixes, receiver, advance } = await troubled('silent');
  expect(fixes).toEqual([]);
  receiver.trouble('none');
  await advance(10_000);
  expect(positions(fixes)).toHaveLength(10);
});

test('after a cold start there is no place, and no time where it tells none', async () => {
  const { fixes } = await troubled('cold');
  expect(positions(fixes)).toEqual([]);
  expect(fixes).toContainEqual({ kind: 'none', time: undefined });
});

test('fixes in two dimensions are marked, and poor', async () => {
  const { fixes } = await troubled('flat');
  expect(positions(fixes).at(-1)).toMatchObject({ isFlat: true, satellites: 3, hdopPerMille: 4500 });
});

test('a torn-off antenna is told, and its return', async () => {
  const { antennas, fixes, receiver, car, advance } = await troubled('antenna');
  expect([antennas.at(-1), positions(fixes)]).toEqual([false, []]);
  receiver.trouble('none');
  car.happen({ kind: 'ignition-turned', on: false });
  car.happen({ kind: 'ignition-turned', on: true });
  await advance(10_000);
  expect(antennas.at(-1)).toBe(true);
});

test('a date from before the roll-over of the week count is of today all the same', async () => {
  const { fixes, clock } = await troubled('rolled-over');
  const [last] = positions(fixes).slice(-1);
  expect(last && unrolled(last.time)).toBe(clock.wall());
});

test('a receiver that has not heard of leap seconds tells the place, and a time that is 18 s ahead', async () => {
  const { fixes, clock } = await troubled('leap-seconds');
  const [last] = positions(fixes).slice(-1);
  expect(last && last.time - clock.wall()).toBe(18_000);
});

test.each([
  ['$GNTXT,01,01,02,ANTSTATUS=OPEN*35', false],
  ['$GPTXT,01,01,01,ANTENNA OPEN*25', false],
  ['$GPTXT,01,01,01,ANTENNA OK*35', true],
])('what other receivers say of their antenna is understood: %s', async (sentence, isSound) => {
  const { timers, advance } = createManualClock();
  const line: Line = {
    async open(events) {
      events.data(new TextEncoder().encode(`${sentence}\r\n`));
      return { write: () => {}, close: () => {} };
    },
  };
  const said: boolean[] = [];
  const gnss = createGnss({ timers, random: countingRandom(), gnss: line }, defaultGnssConfig, {
    fix: () => {},
    antenna: (antenna) => said.push(antenna),
    unavailable: () => {},
  });
  gnss.start();
  await advance(10);
  expect(said).toEqual([isSound]);
});
