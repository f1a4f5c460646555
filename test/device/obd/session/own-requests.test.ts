import { expect, test } from 'vitest';
import { parseProfile } from '../../../../device/config.ts';
import type { Elm327Habits } from '../../../../simulator/car/elm327-habits.ts';
import { type CarModel, counterCar, extendedIdCar } from '../../../../simulator/car/models.ts';
import { shownHectometres } from '../../../../simulator/car/shown.ts';
import { createObdBench } from '../../../support/obd-bench.ts';

/** The odometer stands behind a part number, so that the answer takes three frames. */
const longAnswer = (to: string, from: string) =>
  parseProfile(
    `profile: long
energy: fuel
requests:
  odometer:
    request: "22D130"
    to: "${to}"
    from: "${from}"
    length: 14
    formula: K << 24 | L << 16 | M << 8 | N
    unit: m
    resolutionMetres: 100
    plausible: { least: 0, most: 2000000000 }
    source: simulator/car/ecu.ts`,
    'long.yaml',
  );

async function driven(
  model: CarModel,
  cluster: { to: string; from: string },
  habits: Partial<Elm327Habits> = {},
) {
  const profile = longAnswer(cluster.to, cluster.from);
  const bench = createObdBench({
    model: { ...model, cluster: clusterOf(cluster) },
    habits,
    config: { profile },
  });
  bench.obd.start();
  bench.startEngine();
  await bench.advance(60_000);
  return bench;
}

/** As the twin knows it: what ATSH takes of a 29-bit id. */
const clusterOf = ({ to, from }: { to: string; from: string }) => ({
  to: to.length > 3 ? to.slice(2) : to,
  from,
});

const own = { to: '75D', from: '65D' };

test('a long answer of a control unit of its own is let go on after its first frame (ATFCSH, ATFCSD, ATFCSM)', async () => {
  const bench = await driven(counterCar, own);
  expect(bench.of('profile-odometer').length).toBeGreaterThanOrEqual(5);
  expect(bench.of('profile-odometer').at(-1)?.metres).toBe(shownHectometres(bench.car.now()) * 100);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(50);
  expect(bench.commands).toContain('ATFCSH75D');
  expect(bench.commands).toContain('ATFCSM0');
});

test('an answer without headers is that of the control unit that alone was asked', async () => {
  const bench = await driven(counterCar, own, { refused: /^ATH1$/ });
  expect(bench.of('profile-odometer').length).toBeGreaterThanOrEqual(5);
  expect(bench.of('profile-odometer').at(-1)?.metres).toBe(shownHectometres(bench.car.now()) * 100);
});

test('an adapter that knows no flow control is not told of it again, and the next source stands in', async () => {
  const bench = await driven(counterCar, own, { refused: /^ATFC/ });
  expect(bench.commands.filter((command) => command.startsWith('ATFC'))).toEqual(['ATFCSH75D']);
  expect(bench.of('profile-odometer')).toEqual([]);
  expect(bench.of('distance-since-clear').length).toBeGreaterThanOrEqual(2);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(50);
});

test.each<[string, CarModel, { to: string; from: string }, readonly string[], Partial<Elm327Habits>]>([
  ['with 29 bits', extendedIdCar, { to: '18DA60F1', from: '18DAF160' }, ['22D130'], {}],
  [
    'with 29 bits and a priority of its own',
    extendedIdCar,
    { to: '14DA60F1', from: '14DAF160' },
    ['ATCP14', 'ATCP18'],
    {},
  ],
  [
    'of an adapter that keeps its filter when told ATCRA alone',
    counterCar,
    own,
    ['ATCRA', 'ATAR'],
    { refused: /^ATCRA$/ },
  ],
])('a control unit %s is asked, and the others after it', async (_, model, cluster, told, habits) => {
  const bench = await driven(model, cluster, habits);
  expect(bench.of('profile-odometer').length).toBeGreaterThanOrEqual(1);
  expect(bench.of('speed').length).toBeGreaterThanOrEqual(50);
  for (const command of told) expect(bench.commands).toContain(command);
});

test('control units that answer no request to themselves alone are asked with all others (ATSH7DF)', async () => {
  const bench = await driven(counterCar, own, { refused: /^ATSH7E0$/ });
  expect(bench.of('distance-since-clear').length + bench.of('speed').length).toBeGreaterThanOrEqual(20);
  expect(bench.commands).toContain('ATSH7DF');
});
