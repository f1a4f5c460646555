import { expect, test } from 'vitest';
import { us06 } from '../../../../simulator/car/cycles/us06.ts';
import { shownOdometerMetres } from '../../../../simulator/car/shown.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

async function driving() {
  const bench = createObdBench();
  bench.obd.start();
  bench.startEngine();
  await bench.advance(6000);
  bench.car.happen({ kind: 'drive-started', cycle: us06, laps: 1 });
  await bench.advance(200_000);
  return bench;
}

test('as the ignition goes off the odometer is read once more, and pollOdometer waits for it', async () => {
  const bench = await driving();
  bench.car.happen({ kind: 'drive-stopped' });
  bench.turnIgnition(false);
  let done = false;
  void bench.obd.pollOdometer().then(() => {
    done = true;
  });
  await bench.advance(300);
  expect(done).toBe(true);
  expect(bench.of('odometer').at(-1)?.metres).toBe(shownOdometerMetres(bench.car.now()));
});

test('a car last seen moving as its ignition goes off is asked for its speed once more: it may stand', async () => {
  const bench = await driving();
  expect(bench.of('speed').at(-1)?.kilometresPerHour).toBeGreaterThan(0);
  bench.car.happen({ kind: 'drive-stopped' });
  bench.turnIgnition(false);
  await bench.advance(300);
  expect(bench.of('speed').at(-1)?.kilometresPerHour).toBe(0);
});

test('parked, nothing goes to the control units: a sleeping one would be woken', async () => {
  const bench = await driving();
  bench.turnIgnition(false);
  await bench.advance(2000);
  bench.commands.length = 0;
  await bench.advance(3_600_000);
  expect(new Set(bench.commands)).toEqual(new Set(['ATRV']));
  expect(bench.commands).toHaveLength(12);
  expect(bench.adapter.requestsAsleep()).toBe(0);
});

test('asleep, only the adapter is asked for the voltage, every quarter of an hour', async () => {
  const bench = await driving();
  bench.turnIgnition(false);
  bench.obd.awakeChanged(false);
  await bench.advance(120_000);
  bench.commands.length = 0;
  await bench.advance(3_600_000);
  expect(bench.commands).toEqual(['ATRV', 'ATRV', 'ATRV', 'ATRV']);
  expect(bench.adapter.requestsAsleep()).toBe(0);
});

test('a voltage of charging tells of an engine that runs though the ignition input says no', async () => {
  const bench = createObdBench();
  bench.obd.start();
  bench.car.happen({ kind: 'immobiliser-set', immobilised: false });
  bench.car.happen({ kind: 'key-moved', inHolder: false });
  bench.car.happen({ kind: 'ignition-turned', on: true });
  await bench.advance(400_000);
  expect(bench.of('speed').length).toBeGreaterThan(60);
  bench.car.happen({ kind: 'ignition-turned', on: false });
  await bench.advance(20_000);
  bench.commands.length = 0;
  await bench.advance(3_600_000);
  expect(new Set(bench.commands)).toEqual(new Set(['ATRV']));
});

test('what a checklist wants is asked of a car that tells it, and of no other (6.9)', async () => {
  const bench = await driving();
  bench.turnIgnition(false);
  await bench.advance(3000);
  bench.commands.length = 0;
  await bench.obd.pollConditions();
  expect(bench.commands).toEqual([]);
  expect(bench.adapter.requestsAsleep()).toBe(0);
});

test('pollOdometer ends at once where nothing can be read', async () => {
  const bench = createObdBench();
  bench.obd.start();
  await bench.advance(5000);
  let done = false;
  void bench.obd.pollOdometer().then(() => {
    done = true;
  });
  await bench.advance(0);
  expect(done).toBe(true);
});

test('pollOdometer ends after its time where the adapter hangs', async () => {
  const bench = await driving();
  bench.adapter.hang();
  let doneAt: number | undefined;
  const askedAt = bench.clock.elapsed();
  void bench.obd.pollOdometer().then(() => {
    doneAt = bench.clock.elapsed();
  });
  await bench.advance(10_000);
  expect(doneAt).toBeLessThanOrEqual(askedAt + 2000);
});
