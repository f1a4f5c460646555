import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseProfile } from '../../../../device/config.ts';
import { electricCar, odometerCar } from '../../../../simulator/car/models.ts';
import type { Emulator } from '../../../support/emulators/emulator.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

const name = 'bench-electric.yaml';
const profiles = [parseProfile(readFileSync(`device/profiles/${name}`, 'utf8'), name)];

/** An electric car that was driven, and stands at its cable with the ignition off. */
async function atItsCable() {
  const bench = createObdBench({ model: electricCar, config: { profiles } });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(20_000);
  bench.turnIgnition(false);
  bench.car.happen({ kind: 'cable-moved', connected: true });
  await bench.advance(120_000);
  bench.commands.length = 0;
  return bench;
}

/** An adapter at a charger's voltage whose control units keep silent. */
const withoutCar: Emulator = {
  echoes: () => false,
  reply: (command) => ({ text: `${wordsFor(command)}\r\r>`, afterMs: 5 }),
};
function wordsFor(command: string): string {
  if (command === 'ATZ') return 'ELM327 v1.5';
  if (command === 'ATRV') return '14.2V';
  return command.startsWith('AT') ? 'OK' : 'UNABLE TO CONNECT';
}

const requests = (commands: readonly string[]) => commands.filter((command) => !command.startsWith('AT'));

test('a car that is charged with its ignition off is asked once a minute, not at the pace of driving', async () => {
  const bench = await atItsCable();
  await bench.advance(3_600_000);
  const counts = Map.groupBy(requests(bench.commands), (command) => command);
  expect(counts.size).toBeGreaterThan(2);
  for (const [command, times] of counts) {
    expect.soft([command, times.length <= 61]).toEqual([command, true]);
    expect.soft([command, times.length >= 55]).toEqual([command, true]);
  }
});

test('and not at all once its cable is out: that it sleeps is known after 10 s', async () => {
  const bench = await atItsCable();
  bench.car.happen({ kind: 'cable-moved', connected: false });
  bench.obd.awakeChanged(false);
  await bench.advance(11_000);
  bench.commands.length = 0;
  await bench.advance(3_600_000);
  expect(requests(bench.commands)).toEqual([]);
});

test('its charge is told while it rises', async () => {
  const bench = await atItsCable();
  const before = bench.of('traction-battery').length;
  await bench.advance(600_000);
  expect(bench.of('traction-battery').length - before).toBeGreaterThanOrEqual(9);
});

test('an engine that runs though the ignition input says no is asked at the pace of driving (D9)', async () => {
  const bench = createObdBench({ model: odometerCar });
  bench.obd.start();
  bench.car.happen({ kind: 'immobiliser-set', immobilised: false });
  bench.car.happen({ kind: 'key-moved', inHolder: false });
  bench.car.happen({ kind: 'ignition-turned', on: true });
  await bench.advance(360_000);
  const before = bench.of('speed').length;
  await bench.advance(60_000);
  expect(bench.of('speed').length - before).toBeGreaterThan(50);
});

test('one that was never known is looked for once a minute while it is charged', async () => {
  const bench = createObdBench({ model: electricCar, emulator: withoutCar });
  bench.car.happen({ kind: 'cable-moved', connected: true });
  bench.obd.start();
  await bench.advance(600_000);
  bench.commands.length = 0;
  await bench.advance(600_000);
  expect(requests(bench.commands).length).toBeLessThanOrEqual(20);
});
