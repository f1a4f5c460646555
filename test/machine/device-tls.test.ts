import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { addressOf, emptyFolder, ready, startDevice, writeConfig } from './bench.ts';
import { openBroker } from './car-records.ts';
import { Authority } from './certificates.ts';
import { run } from './program.ts';

/** A broker that asks for certificates, and a car's configuration that names these files beside it. */
async function carAndBroker(files: {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}) {
  const folder = await emptyFolder();
  const [authority, stranger] = [new Authority(folder), new Authority(folder, 'stranger')];
  const server = authority.issue({ name: 'broker', alternativeName: 'IP:127.0.0.1' });
  const broker = await openBroker({ ...server, clientCa: authority.own.certificate });
  const client = authority.issue({ name: 'car' });
  await copyFile(authority.own.certificateFile, join(folder, 'ca.pem'));
  await copyFile(stranger.own.certificateFile, join(folder, 'stranger.pem'));
  await copyFile(client.certificateFile, join(folder, 'car.pem'));
  await copyFile(client.keyFile, join(folder, 'car.key'));
  await copyFile(stranger.own.keyFile, join(folder, 'stranger.key'));
  const lines = { obd: addressOf(9), gnss: addressOf(9), cabin: `modbus+${addressOf(9)}` };
  const config = await writeConfig(folder, { ...lines, phones: addressOf(await freePort()) }, broker.url);
  const named = Object.entries(files).map(([name, file]) => `  ${name}: ${file}\n`);
  const text = await readFile(config, 'utf8');
  await writeFile(config, text.replace('broker:\n', `broker:\n${named.join('')}`), { mode: 0o600 });
  return { config, broker };
}

const good = { ca: 'ca.pem', certificate: 'car.pem', key: 'car.key' };

test('the device sends its records over TLS, with a certificate of its own', async () => {
  const { config, broker } = await carAndBroker(good);
  await ready(startDevice(config));
  expect(await broker.records.first('booted')).toMatchObject({ seq: 2 });
});

test('the device says in its log why it refuses a broker', async () => {
  const { config, broker } = await carAndBroker({ ...good, ca: 'stranger.pem' });
  const line = await startDevice(config).line('stderr', (each) =>
    each.includes('broker not reached') ? each : undefined,
  );
  expect(line).toContain("the broker's certificate is by an unknown authority");
  expect(broker.records.headers()).toEqual([]);
});

test.each([
  [{ ...good, ca: 'car.key' }, /the CA file holds no certificate in PEM/],
  [{ ...good, ca: 'missing.pem' }, /missing\.pem: no such file/],
  [{ ...good, key: 'stranger.key' }, /key and certificate cannot be used together: .*key values mismatch/],
])('the device ends with 2 on %j and says why on one line', async (files, why) => {
  const { config } = await carAndBroker(files);
  expect(await run('device/main.ts', ['--config', config, '--check'])).toEqual({
    status: 2,
    out: '',
    err: expect.stringMatching(new RegExp(`^[^\\n]*${why.source}[^\\n]*$`)),
  });
});
