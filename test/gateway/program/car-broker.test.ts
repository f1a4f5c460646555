import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseDeviceFile } from '../../../device/config.ts';
import { MemoryProgram } from '../../support/memory-program.ts';

const lines = [
  ...['--obd', 'tcp://h:1', '--gnss', 'tcp://h:2'],
  ...['--cabin', 'modbus+tcp://h:3', '--phones', 'tcp://h:4'],
];
const overTls = (more = ''): string =>
  `listen: { host: 10.0.0.1, port: 8883, tls: { certificate: tls.pem, key: tls.key${more} } }\n`;
const outside = 'outsideBroker: { url: "mqtts://broker.example", ca: ca.pem }\n';
const pem = (name: string): string => `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;

/** What the file of a car says of its broker, on a gateway with this configuration, which has PEM files beside it. */
async function brokerOf(configuration: string, ...more: readonly string[]) {
  const program = new MemoryProgram();
  await program.on('init');
  program.files.set('gw/gateway.yaml', configuration);
  program.files.set(resolve('gw', 'tls.pem'), 'no certificate');
  for (const name of ['ca.pem', 'own.pem', 'own.key']) {
    program.files.set(resolve('gw', name), pem(name));
    program.files.set(name, pem(name));
  }
  await program.on('car', 'add', 'car-1', '--class', 'S', '--out', 'car.yaml', ...lines, ...more);
  const { password, ...broker } = parseDeviceFile(program.files.get('car.yaml') ?? '', 'car.yaml').broker;
  expect(password).toMatch(/^[0-9a-f]{64}$/);
  return broker;
}

test.each([
  ['of the outside broker', outside, { url: 'mqtts://broker.example', ca: pem('ca.pem') }],
  ['of listen.tls', overTls(', ca: ca.pem'), { url: 'mqtts://10.0.0.1:8883', ca: pem('ca.pem') }],
  ['of the system, where none is named', overTls(), { url: 'mqtts://10.0.0.1:8883' }],
])('the file of a car holds the authorities %s', async (_, configuration, broker) => {
  expect(await brokerOf(configuration)).toEqual(broker);
});

test('the command line names other authorities, and a certificate of the car with its key', async () => {
  const own = ['--certificate', 'own.pem', '--key', 'own.key'];
  expect(await brokerOf(overTls(), '--ca', 'ca.pem', ...own)).toEqual({
    url: 'mqtts://10.0.0.1:8883',
    ca: pem('ca.pem'),
    certificate: pem('own.pem'),
    key: pem('own.key'),
  });
});

test('a certificate without its key, and either of them without TLS, are refused', async () => {
  await expect(brokerOf(overTls(), '--certificate', 'own.pem')).rejects.toMatchObject({
    code: 'certificate-unusable',
    message: '--certificate and --key go together',
  });
  await expect(brokerOf('', '--ca', 'ca.pem')).rejects.toMatchObject({
    code: 'tls-unused',
    message: expect.stringContaining('mqtt://127.0.0.1:1883'),
  });
});
