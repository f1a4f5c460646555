import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { addressOf, BenchCar, emptyFolder, writeConfig } from './bench.ts';
import { run } from './program.ts';

const nobody = 65_534;
/** Becomes nobody, who may read and pass everywhere, as in a checkout that is its owner's alone, and write nowhere. */
const asNobody = [
  ...[`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'],
  ...['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'],
];

const told = z.object({
  fit: z.boolean(),
  findings: z.array(
    z.object({ check: z.string(), verdict: z.enum(['ok', 'warn', 'fail']), says: z.string() }),
  ),
});

/** A car on the bench and its file. */
async function benchCar() {
  const folder = await emptyFolder();
  const car = new BenchCar();
  const config = await writeConfig(folder, { ...(await car.lines()), phones: addressOf(await freePort()) });
  return { folder, car, config };
}

const changed = async (config: string, from: string, to: string): Promise<void> => {
  const text = await readFile(config, 'utf8');
  expect(text).toContain(from);
  await writeFile(config, text.replace(from, to));
};

async function examined(config: string) {
  const { status, out, err } = await run('device/main.ts', ['doctor', '--config', config, '--json']);
  expect(err).toBe('');
  const { fit, findings } = told.parse(JSON.parse(out));
  expect(status).toBe(fit ? 0 : 1);
  return (check: string) => findings.find((finding) => finding.check === check);
}

test('a folder that belongs to somebody else is a row of the table, and the rest is examined all the same', async () => {
  const { folder, config } = await benchCar();
  await mkdir(join(folder, 'journal'), { mode: 0o500 });
  for (const path of [folder, config]) await chown(path, nobody, nobody);
  await chmod(folder, 0o755);
  const { status, stdout, stderr } = spawnSync(
    'setpriv',
    [...asNobody, process.execPath, 'device/main.ts', 'doctor', '--config', config],
    { encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
  expect(stdout).toMatch(/^disk +FAIL +the folder belongs to another user .*EACCES/m);
  expect(stdout).toMatch(/^I\/O board +ok/m);
  expect(stdout).toMatch(/^broker +FAIL/m);
});

test('so is a file in its place', async () => {
  const { folder, config } = await benchCar();
  await writeFile(join(folder, 'journal'), 'in the way');
  const of = await examined(config);
  expect(of('disk')).toMatchObject({
    verdict: 'fail',
    says: expect.stringContaining('something else stands'),
  });
  expect(of('OBD adapter')).toMatchObject({ verdict: 'ok' });
});

test('and a certificate that is none', async () => {
  const { folder, config } = await benchCar();
  await writeFile(join(folder, 'ca.pem'), 'no certificate');
  await changed(config, 'url: mqtt://127.0.0.1:9', 'url: mqtts://127.0.0.1:9\n  ca: ca.pem');
  const of = await examined(config);
  expect(of('broker')).toMatchObject({
    verdict: 'fail',
    says: expect.stringContaining('a certificate or key'),
  });
  await changed(config, 'ca: ca.pem', 'ca: nowhere.pem');
  expect((await examined(config))('broker')).toMatchObject({
    verdict: 'fail',
    says: expect.stringContaining('nowhere.pem'),
  });
});

test('the built program writes nothing beside its table', async () => {
  const { config } = await benchCar();
  const program = join(inject('packed').programs, 'ritmeter-device.js');
  const { out, err } = await run(program, ['doctor', '--config', config]);
  expect(out).toMatch(/^broker +FAIL/m);
  expect(err).toBe('');
});

test('a reader that has seen enough of the table gets no stack trace', async () => {
  const { config } = await benchCar();
  const command = '"$0" device/main.ts doctor --config "$1" | head -1';
  const { stdout, stderr } = spawnSync('sh', ['-c', command, process.execPath, config], { encoding: 'utf8' });
  expect(stdout).toMatch(/^keys +ok .*\n$/);
  expect(stderr).toBe('');
});
