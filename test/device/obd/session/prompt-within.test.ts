import { expect, test } from 'vitest';
import { us06 } from '../../../../simulator/car/cycles/us06.ts';
import { type CarModel, counterCar, extendedIdCar, odometerCar } from '../../../../simulator/car/models.ts';
import { shownOdometerMetres } from '../../../../simulator/car/shown.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

const habits = { promptsWithin: true };

test.each<[string, CarModel, string | undefined]>([
  ['one control unit', odometerCar, undefined],
  ['two control units', counterCar, undefined],
  ['two control units and no headers', counterCar, 'ATH1'],
  ['29-bit ids', extendedIdCar, undefined],
])(
  'a prompt after each line of a reply keeps no car with %s from being found and read',
  async (_, model, refused) => {
    const bench = createObdBench({
      model,
      habits: refused === undefined ? habits : { ...habits, refused: new RegExp(`^${refused}$`) },
    });
    bench.obd.start();
    bench.startEngine();
    await bench.advance(20_000);
    expect(bench.of('vin').map(({ vin }) => vin)).toEqual([model.vin]);
    bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
    bench.readings.length = 0;
    await bench.advance(60_000);
    expect(bench.of('speed').length).toBeGreaterThanOrEqual(50);
  },
);

test('what another control unit says after a prompt is no answer to the next request', async () => {
  const bench = createObdBench({ model: odometerCar });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(20_000);
  bench.readings.length = 0;
  for (let times = 0; times < 400; times++) {
    bench.adapter.blurt('7EA04410C1AF8\r>7EA0641A600000001\r>7EA03410D63\r>');
    await bench.advance(50);
  }
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(15);
  expect(bench.of('speed').every(({ kilometresPerHour }) => kilometresPerHour === 0)).toBe(true);
  expect(bench.of('odometer').at(-1)?.metres).toBe(shownOdometerMetres(bench.car.now()));
  expect(new Set(bench.readings.map(({ ecu }) => ecu)).has('7EA')).toBe(false);
});

test('an adapter that says something else before each prompt is not waited for without end', async () => {
  const bench = createObdBench({ model: odometerCar });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(20_000);
  bench.adapter.failWith('7EA0341FF00');
  bench.commands.length = 0;
  await bench.advance(10_000);
  expect(bench.commands.length).toBeGreaterThanOrEqual(10);
});
