import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { MemoryProgram } from '../../support/memory-program.ts';

/** A gateway with this in its configuration; what it serves ends at once. */
async function configured(text: string) {
  const program = new MemoryProgram();
  await program.on('init');
  program.files.set('gw/gateway.yaml', text);
  program.files.set('gw/broker.password', 'of the gateway\n');
  program.signal.resolve('SIGTERM');
  return program;
}

const outside = 'outsideBroker: { url: "mqtts://broker.example", username: gate, ca: ca.pem }';
const lines = ['--obd', '/dev/o', '--gnss', '/dev/g', '--cabin', 'modbus+rtu:///dev/c', '--phones', '/dev/p'];

test('an outside broker is called by its own name, with a password from a file of its own', async () => {
  const program = await configured(outside);
  program.files.set(resolve('gw/ca.pem'), 'authority');
  expect(await program.on('serve')).toMatchObject({
    out: expect.stringMatching(/^ready mqtts:\/\/broker\.example /),
  });
  const password = 'of the gateway';
  expect(program.brokerChoices).toEqual([
    { kind: 'outside', url: 'mqtts://broker.example', username: 'gate', password, ca: 'authority' },
  ]);
});

test('the command line names another one, and one that would show the password is refused', async () => {
  const program = await configured('');
  await program.on('serve', '--broker', 'mqtt://127.0.0.1');
  expect(program.brokerChoices).toMatchObject([{ url: 'mqtt://127.0.0.1', username: 'ritmeter-gateway' }]);
  program.files.set('gw/gateway.yaml', 'outsideBroker: { url: "mqtt://broker.example" }');
  await expect(program.on('serve')).rejects.toThrow(/outsideBroker\.url: .*use mqtts/);
});

test('a test suite gets the embedded broker', async () => {
  const program = await configured(outside);
  await program.on('serve', '--conformance');
  expect(program.brokerChoices).toEqual([
    { kind: 'embedded', host: '127.0.0.1', port: 1883, conformance: true },
  ]);
});

test('a car is given the outside broker, and Mosquitto its login, on a line of its own', async () => {
  const program = await configured(outside);
  program.files.set(resolve('gw/ca.pem'), 'authority');
  program.files.set('passwords', 'observer:$7$101$c2FsdA==$ZGlnZXN0');
  const add = (car: string) =>
    program.on(
      'car',
      'add',
      car,
      '--class',
      'S',
      '--out',
      car,
      ...lines,
      '--mosquitto-passwords',
      'passwords',
    );
  await add('car-1');
  await add('car-2');
  expect(program.files.get('car-1')).toContain('url: mqtts://broker.example');
  expect(program.files.get('passwords')).toMatch(
    /^observer:\S+\ncar-1:\$7\$101\$\S+\ncar-2:\$7\$101\$\S+\n$/,
  );
  const renewal = [
    'car',
    'renew',
    'car-1',
    '--out',
    'renewed',
    ...lines,
    '--mosquitto-passwords',
    'passwords',
  ];
  const [, first] = program.files.get('passwords')?.split('\n') ?? [];
  await program.on(...renewal);
  expect(program.files.get('passwords')).toMatch(
    /^observer:\S+\ncar-2:\$7\$101\$\S+\ncar-1:\$7\$101\$\S+\n$/,
  );
  expect(program.files.get('passwords')).not.toContain(first);
  await expect(add('car-1')).rejects.toMatchObject({ code: 'file-exists' });
  expect(program.files.get('passwords')?.match(/^car-1:/gm)).toHaveLength(1);
});
