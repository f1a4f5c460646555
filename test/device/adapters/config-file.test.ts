import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readDeviceFile, readTlsFiles } from '../../../device/adapters/config-file.ts';

const configuration = `
car: car-007
keys: { signing: ${'ab'.repeat(32)}, gateway: ${'cd'.repeat(32)} }
issuers:
  - issuer: operator
    keyId: '0011223344556677'
    algorithm: Ed25519
    key: { kind: Ed25519, x: ${'a1'.repeat(32)} }
    scopes: [unlock]
    longestLifeSeconds: 60
broker:
  url: mqtts://broker.example
  password: correct horse battery
  ca: ca.pem
  certificate: own/car.pem
  key: /etc/car.key
lines:
  obd: tcp://127.0.0.1:35000
  gnss: tcp://127.0.0.1:2947
  phones: tcp://127.0.0.1:7000
  cabin: modbus+tcp://127.0.0.1:502
folder: data
`;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'ritmeter-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('files are named relative to the configuration', async () => {
  const home = folder();
  const path = join(home, 'car.yaml');
  writeFileSync(path, configuration, { mode: 0o600 });
  expect(await readDeviceFile(path)).toMatchObject({
    folder: join(home, 'data'),
    broker: { ca: join(home, 'ca.pem'), certificate: join(home, 'own/car.pem'), key: '/etc/car.key' },
  });
});

test('certificates and key may stand in the configuration itself', async () => {
  const path = join(folder(), 'car.yaml');
  const own = '-----BEGIN CERTIFICATE-----';
  const inside = configuration
    .replace('ca: ca.pem', `ca: |\n    ${own}\n    authority\n`)
    .replace('own/car.pem', `'${own} of the car'`)
    .replace('/etc/car.key', "'-----BEGIN PRIVATE KEY-----'");
  writeFileSync(path, inside, { mode: 0o600 });
  const { broker } = await readDeviceFile(path);
  expect(await readTlsFiles(broker)).toEqual({
    ca: `${own}\nauthority\n`,
    certificate: `${own} of the car`,
    key: '-----BEGIN PRIVATE KEY-----',
  });
});

test('a certificate may be open to all, its key to its owner only', async () => {
  const home = folder();
  const [certificate, key] = [join(home, 'car.pem'), join(home, 'car.key')];
  writeFileSync(certificate, 'certificate', { mode: 0o644 });
  writeFileSync(key, 'key', { mode: 0o600 });
  const broker = { url: 'mqtts://broker.example', password: 'correct horse battery', certificate, key };
  expect(await readTlsFiles(broker)).toEqual({ certificate: 'certificate', key: 'key' });
  chmodSync(key, 0o640);
  await expect(readTlsFiles(broker)).rejects.toMatchObject({
    code: 'configuration-exposed',
    message: `${key}: holds secrets, but its mode is 0640; make it 0600`,
  });
});

test('a file that is not there is named', async () => {
  const ca = join(folder(), 'ca.pem');
  const broker = { url: 'mqtts://broker.example', password: 'correct horse battery', ca };
  await expect(readTlsFiles(broker)).rejects.toMatchObject({
    code: 'configuration-unreadable',
    blame: 'operator',
    message: expect.stringContaining(ca),
  });
});
