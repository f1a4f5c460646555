import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { addressOf, BenchCar, emptyFolder, freePort, phone, ready, startDevice } from './bench.ts';
import { GatewayProgram, quarterHour } from './gateway-program.ts';
import { run } from './program.ts';

vi.setConfig({ testTimeout: 90_000 });

/** A statement must be there so long after the return. */
const statementWithin = 5_000;
/** Of car 1 on the bench; its odometer (PID A6) counts in steps. */
const odometerAtStart = 21_234_500;
const odometerStepMetres = 100;

const rental = z.object({
  statements: z.array(
    z.object({
      car: z.string(),
      distanceMetres: z.number(),
      price: z.object({ ok: z.literal(true), totalCents: z.number() }),
    }),
  ),
});

/** A serving gateway with a customer and a driver, a car with its unit, all of them processes. */
async function carSharing() {
  const folder = await emptyFolder();
  const gateway = new GatewayProgram(join(folder, 'gateway'));
  await gateway.must('init');
  const serving = await gateway.serve();
  await gateway.must('customer', 'add', 'acme', '--formula', 'START');
  await gateway.must('driver', 'add', 'ann');
  await gateway.must('driver', 'allow', 'ann', 'acme');
  const car = new BenchCar();
  const { obd, gnss, cabin } = await car.lines();
  const link = addressOf(await freePort());
  const config = join(folder, 'unit', 'car.yaml');
  const lines = ['--obd', obd, '--gnss', gnss, '--cabin', cabin, '--phones', link];
  await gateway.must(
    'car',
    'add',
    'car-1',
    '--class',
    'S',
    '--out',
    config,
    '--odometer',
    `${odometerAtStart}`,
    ...lines,
  );
  const device = startDevice(config);
  await ready(device);
  return { folder, gateway, serving, car, link, device };
}

/** A phone of ann's with a token for car-1 from now on. */
async function phoneWithToken(folder: string, gateway: GatewayProgram) {
  const [key, token] = [join(folder, 'phone.json'), join(folder, 'token.hex')];
  const { out: publicKey } = await run('simulator/phone/main.ts', ['keygen', '--key', key]);
  const phoneId = await gateway.must('phone', 'add', 'ann', publicKey);
  const who = ['--car', 'car-1', '--customer', 'acme', '--driver', 'ann'];
  const when = ['--from', quarterHour(0), '--until', quarterHour(8)];
  const reservation = await gateway.must('reservation', 'add', ...who, ...when);
  await gateway.must('token', 'issue', reservation, '--phone', phoneId, '--out', token);
  return { reservation, key, token };
}

/** Asks until there is a statement, and for as long as may be. */
async function statementOf(gateway: GatewayProgram, reservation: string) {
  const askedUntil = performance.now() + statementWithin;
  for (;;) {
    const { status, out } = await gateway.run('rental', reservation, '--json');
    const [statement] = status === 0 ? rental.parse(JSON.parse(out)).statements : [];
    if (statement !== undefined) return statement;
    if (performance.now() > askedUntil) throw new Error(`no statement: ${out}`);
  }
}

test('a rental from key to statement, with gateway, unit, car and phone each a process on TCP', async () => {
  const { folder, gateway, serving, car, link, device } = await carSharing();
  const { reservation, ...files } = await phoneWithToken(folder, gateway);

  expect(await phone('unlock', { link, ...files })).toMatchObject({ status: 0, err: '' });
  await car.order('key out', 'ignition on', 'wait 4', 'drive hwfet x10', 'wait 5', 'stop');
  const { odometerMetres } = await car.order('wait 3', 'ignition off', 'key in');
  expect(await phone('lock', { link, ...files })).toMatchObject({ status: 0, err: '' });
  expect(await phone('end', { link, ...files })).toMatchObject({ status: 0, err: '' });
  const statement = await statementOf(gateway, reservation);

  const drivenMetres = odometerMetres - odometerAtStart;
  expect(drivenMetres).toBeGreaterThan(200);
  expect(statement).toMatchObject({ car: 'car-1', price: { ok: true } });
  expect(Math.abs(statement.distanceMetres - drivenMetres)).toBeLessThan(odometerStepMetres);
  expect(await gateway.must('rental', reservation)).toMatch(
    /^Rental [0-9a-f]{16}: ann for acme, car-1, START class S\n/,
  );
  expect(await gateway.must('rentals')).toMatch(new RegExp(`\\n${reservation} +car-1 .* billed$`));
  expect(await gateway.must('health')).toMatch(/^health +green\n/);

  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
  serving.process.signal('SIGTERM');
  expect(await serving.process.exited).toBe(0);
});
