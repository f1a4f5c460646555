import { expect, test } from 'vitest';
import type { Fix } from '../../../device/gnss/fix.ts';
import { createGnss, defaultGnssConfig } from '../../../device/gnss/gnss.ts';
import type { Line } from '../../../device/ports.ts';
import { createSimulatedCar } from '../../../simulator/car/car.ts';
import { odometerCar } from '../../../simulator/car/models.ts';
import { createNmeaReceiver } from '../../../simulator/car/nmea.ts';
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
  const gnss = createGnss({ timers: time.timers, random: countingRandom(), gnss: line }, defaultGnssConfig, {
    fix: (fix) => fixes.push(fix),
    antenna: () => {},
    unavailable: (reason) => reasons.push(reason),
  });
  car.happen({ kind: 'immobiliser-set', immobilised: false });
  car.happen({ kind: 'key-moved', inHolder: false });
  return { ...time, car, gnss, fixes, reasons };
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
