import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listen } from '../../protocol/adapters/listen.ts';
import { freePort } from '../support/free-port.ts';
import {
  addressOf,
  emptyFolder,
  phone,
  ready,
  someClaims,
  startDevice,
  tokenOf,
  writeConfig,
  writePhone,
} from './bench.ts';
import { run } from './program.ts';

const device = (...args: readonly string[]) => run('device/main.ts', args);
const lines = (...args: readonly string[]) => run('simulator/main.ts', ['lines', ...args]);
const nowhere = { obd: addressOf(9), gnss: addressOf(9), cabin: `modbus+${addressOf(9)}` };

/** A port that this process listens on. */
async function takenPort(): Promise<number> {
  const server = createServer();
  onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
  return listen(server, { host: '127.0.0.1', port: 0 });
}

const oneLine = (pattern: RegExp) => ({
  status: 2,
  out: '',
  err: expect.stringMatching(new RegExp(`^[^\\n]*${pattern.source}[^\\n]*$`)),
});

test.each([
  [[], /--config/],
  [['--config', '/nowhere.yaml'], /nowhere\.yaml: no such file/],
  [['--config', '/nowhere.yaml', '--unknown'], /unknown option/],
  [['--config', '/nowhere.yaml', '--log-level', 'loud'], /loud/],
])('the device ends with 2 on %j and says why on one line', async (args, why) => {
  expect(await device(...args)).toEqual(oneLine(why));
});

test('the device names every fault of a configuration with its path', async () => {
  const config = await writeConfig(await emptyFolder(), { ...nowhere, phones: 'tcp://127.0.0.1' });
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('car: car-1', 'car: Nobody').replace('folder:', 'foldr:'));
  const ended = await device('--config', config);
  for (const fault of [/car: "Nobody"/, /lines\.phones: "tcp:\/\/127\.0\.0\.1" is not/, /folder:/, /foldr/]) {
    expect(ended).toEqual(oneLine(fault));
  }
});

test('the device names the place where YAML is broken', async () => {
  const config = join(await emptyFolder(), 'car.yaml');
  await writeFile(config, 'car: [car-1\nkeys: }', { mode: 0o600 });
  expect(await device('--config', config)).toEqual(oneLine(/car\.yaml: .*line 2/));
});

test('the device refuses a configuration that others can read: it holds secrets', async () => {
  const config = await writeConfig(await emptyFolder(), { ...nowhere, phones: addressOf(9) });
  await chmod(config, 0o640);
  expect(await device('--config', config)).toEqual(oneLine(/mode is 0640/));
});

test('the device ends with 2 where its folder cannot be made', async () => {
  const folder = await emptyFolder();
  const config = await writeConfig(folder, { ...nowhere, phones: addressOf(await freePort()) });
  await writeFile(join(folder, 'journal'), 'in the way');
  expect(await device('--config', config)).toEqual(oneLine(/journal cannot be used/));
});

test('the device ends with 2 where the port for phones is taken', async () => {
  const port = await takenPort();
  const config = await writeConfig(await emptyFolder(), { ...nowhere, phones: addressOf(port) });
  expect(await device('--config', config)).toEqual(oneLine(new RegExp(`port ${port} .*taken`)));
});

test('a second device on the same folder ends with 2: one journal has one writer', async () => {
  const folder = await emptyFolder();
  await ready(startDevice(await writeConfig(folder, { ...nowhere, phones: addressOf(await freePort()) })));
  const config = await writeConfig(folder, { ...nowhere, phones: addressOf(await freePort()) });
  expect(await device('--config', config)).toEqual(oneLine(/journal is in use/));
});

test('the device checks a configuration without starting', async () => {
  const config = await writeConfig(await emptyFolder(), { ...nowhere, phones: addressOf(await takenPort()) });
  expect(await device('--config', config, '--check')).toMatchObject({
    status: 0,
    err: '',
    out: expect.stringContaining('car-1'),
  });
});

test('the bench car ends with 2 on orders that are none, and on a port that is taken', async () => {
  const orders = join(await emptyFolder(), 'orders.txt');
  await writeFile(orders, 'ignition on\nfly\n');
  expect(await lines('--orders', orders)).toMatchObject({
    status: 2,
    out: '',
    err: expect.stringContaining('"fly"'),
  });
  expect(await lines('--first-port', String(await takenPort()))).toMatchObject({
    status: 2,
    err: expect.stringContaining('taken'),
  });
  expect(await lines('--car', '0')).toMatchObject({ status: 2, out: '' });
});

test('the bench car ends with 2 where there is no socat, and says what needs none', async () => {
  vi.stubEnv('PATH', '/nowhere');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await lines()).toEqual(oneLine(/socat.*--tcp/));
});

test('the phone ends with 2 on files and addresses that are not good', async () => {
  const folder = await emptyFolder();
  const files = await writePhone(folder, addressOf(9), tokenOf(someClaims()));
  expect(await phone('unlock', { ...files, link: 'tcp://' })).toEqual(oneLine(/--link/));
  expect(await phone('unlock', { ...files, token: '/nowhere' })).toEqual(oneLine(/no such file/));
  expect(await phone('unlock', { ...files, token: files.key })).toEqual(oneLine(/phone\.json: /));
  expect(await phone('unlock', { ...files, key: files.token })).toEqual(oneLine(/token\.hex: .*mode is/));
  expect(await phone('fly', files)).toEqual(oneLine(/unknown command/));
});

test('the phone makes a key that it can use, and leaves a file alone that is there', async () => {
  const key = join(await emptyFolder(), 'phone.json');
  const keygen = () => run('simulator/phone/main.ts', ['keygen', '--key', key, '--kind', 'P-256']);
  const { status, out } = await keygen();
  expect({ status, ...JSON.parse(out) }).toMatchObject({
    status: 0,
    coseKey: expect.stringMatching(/^a40102200121/),
    key: { kind: 'P-256' },
  });
  expect(await keygen()).toEqual(oneLine(/already exists/));
});

test('the phone ends with 1 where no car answers', async () => {
  const files = await writePhone(await emptyFolder(), addressOf(await freePort()), tokenOf(someClaims()));
  expect(await phone('unlock', files)).toMatchObject({
    status: 1,
    out: '',
    err: expect.stringMatching(/^[^\n]*ECONNREFUSED[^\n]*$/),
  });
});
