import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { phone, ready, startDevice } from './bench.ts';
import {
  carSharing,
  odometerAtStart,
  odometerStepMetres,
  phoneWithToken,
  statementOf,
} from './car-sharing.ts';
import type { GatewayProgram } from './gateway-program.ts';
import { run } from './program.ts';

vi.setConfig({ testTimeout: 400_000 });

/** What `verify` says of the evidence of a rental and its phone's receipt, as processes and files between them. */
async function verified(gateway: GatewayProgram, reservation: string, receipt: string): Promise<string> {
  const asked = ['gateway/main.ts', 'evidence', reservation, '--data', gateway.data];
  const { stdout } = await promisify(execFile)(process.execPath, asked, { encoding: 'buffer' });
  const file = join(gateway.data, 'rental.cose');
  await writeFile(file, stdout);
  const keys = publicKeys.parse(JSON.parse(await gateway.must('keys', '--json')));
  const [car] = keys.cars;
  const options = ['--car-key', car.key, '--operator-key', keys.operator, '--receipt', receipt];
  const { status, out, err } = await run('gateway/main.ts', ['verify', file, ...options]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  return out;
}

const publicKeys = z.object({ operator: z.string(), cars: z.tuple([z.object({ key: z.string() })]) });

test('a rental from key to statement, with gateway, unit, car and phone each a process on TCP', async () => {
  const sharing = await carSharing('tcp', 'ports');
  const { gateway, serving, car, config } = sharing;
  const device = startDevice(config);
  await ready(device);
  const { reservation, ...files } = await phoneWithToken(sharing);

  expect(await phone('unlock', files)).toMatchObject({ status: 0, err: '' });
  await car.order('key out', 'ignition on', 'wait 4', 'drive hwfet x10', 'wait 5', 'stop');
  const { odometerMetres } = await car.order('wait 3', 'ignition off', 'key in');
  expect(await phone('lock', files)).toMatchObject({ status: 0, err: '' });
  expect(await phone('end', files)).toMatchObject({ status: 0, err: '' });
  const statement = await statementOf(sharing, reservation);

  const drivenMetres = odometerMetres - odometerAtStart;
  expect(drivenMetres).toBeGreaterThan(200);
  expect(statement).toMatchObject({ car: 'car-1', price: { ok: true } });
  expect(Math.abs(statement.distanceMetres - drivenMetres)).toBeLessThan(odometerStepMetres);
  expect(await gateway.must('rental', reservation)).toMatch(
    /^Rental [0-9a-f]{16}: ann for acme, car-1, START class S\n/,
  );
  expect(await gateway.must('rentals')).toMatch(new RegExp(`\\n${reservation} +car-1 .* billed$`));
  expect(await gateway.must('health')).toMatch(/^health +green\n/);
  const proof = await verified(gateway, reservation, files.token.replace(/\.hex$/, '.receipt'));
  expect(proof).toMatch(/ holds: rental [0-9a-f]{16} of car car-1, version 1: /);
  expect(proof).toMatch(/\n {2}receipt \(ended\): signed by the car, and as its records say/);

  device.signal('SIGTERM');
  expect(await device.exited).toBe(0);
  serving.process.signal('SIGTERM');
  expect(await serving.process.exited).toBe(0);
});
