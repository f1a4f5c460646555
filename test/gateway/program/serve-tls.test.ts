import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';

const listen = 'listen: { host: 10.0.0.1, port: 8883, tls: { certificate: tls/a.pem, key: a.key } }\n';

/** A gateway that is to serve over TLS; without the files for it. */
async function overTls() {
  const program = new MemoryProgram();
  await program.on('init');
  program.files.set('gw/gateway.yaml', listen);
  return program;
}

test('the broker gets key and certificate from beside the configuration', async () => {
  const program = await overTls();
  program.files.set(resolve('gw/tls/a.pem'), 'certificate');
  program.files.set(resolve('gw/a.key'), 'key');
  program.signal.resolve('SIGTERM');
  expect(await program.on('serve')).toMatchObject({ out: expect.stringMatching(/^ready mqtts:\/\/stub:1/) });
  expect(program.brokerChoices).toEqual([
    { kind: 'embedded', host: '10.0.0.1', port: 8883, tls: { certificate: 'certificate', key: 'key' } },
  ]);
});

test('a file that is not there is named, and nothing stays claimed', async () => {
  const program = await overTls();
  await expect(program.on('serve')).rejects.toThrow(`${resolve('gw/tls/a.pem')}: there is no such file`);
  expect(program.locked).toEqual(new Set());
});

test('a car is told the address with its scheme, and asked for where the gateway listens on every address', async () => {
  const program = await overTls();
  program.files.set(resolve('gw/tls/a.pem'), 'certificate');
  const lines = [
    '--obd',
    '/dev/o',
    '--gnss',
    '/dev/g',
    '--cabin',
    'modbus+rtu:///dev/c',
    '--phones',
    '/dev/p',
  ];
  const add = (car: string) => program.on('car', 'add', car, '--class', 'S', '--out', car, ...lines);
  await add('car-1');
  expect(program.files.get('car-1')).toContain('url: mqtts://10.0.0.1:8883');
  program.files.set('gw/gateway.yaml', listen.replace('10.0.0.1', '0.0.0.0'));
  await expect(add('car-2')).rejects.toMatchObject({ code: 'broker-unknown' });
});
