import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { emptyFolder } from './bench.ts';
import { PhoneGateway } from './phone-gateway.ts';
import { run } from './program.ts';

const phone = (...args: readonly string[]) => run('simulator/phone/main.ts', args);

async function newKey(): Promise<string> {
  const key = join(await emptyFolder(), 'phone.json');
  await phone('keygen', '--key', key);
  return key;
}

const oneLine = (status: number, pattern: RegExp) => ({
  status,
  out: '',
  err: expect.stringMatching(new RegExp(`^ritmeter-phone: [^\\n]*${pattern.source}[^\\n]*$`)),
});

test('a wrong code is refused with 1, and why on one line', async () => {
  const gateway = await PhoneGateway.start();
  const enrol = ['enrol', '--gateway', gateway.url, '--key', await newKey()];
  expect(await phone(...enrol, '--code', 'ABCD-EFGH-JKMN-PQRS')).toEqual(
    oneLine(1, /code-invalid: this is no code/),
  );
});

test('a phone that is not enrolled gets no tokens', async () => {
  const gateway = await PhoneGateway.start();
  const tokens = ['tokens', '--gateway', gateway.url, '--key', await newKey(), '--out', await emptyFolder()];
  expect(await phone(...tokens)).toEqual(
    oneLine(1, /phone-not-enrolled: key [0-9a-f]{16} is no enrolled phone/),
  );
});

test('an enrolled phone without reservations is told so, and ends with 0', async () => {
  const gateway = await PhoneGateway.start();
  const at = ['--gateway', gateway.url, '--key', await newKey()];
  await phone('enrol', ...at, '--code', gateway.newCode());
  expect(await phone('tokens', ...at, '--out', await emptyFolder())).toEqual({
    status: 0,
    out: 'no reservation runs or begins within 24 hours',
    err: '',
  });
});

test('a gateway that is not there is a refusal with 1', async () => {
  const url = `http://127.0.0.1:${await freePort()}`;
  const enrol = ['enrol', '--gateway', url, '--key', await newKey(), '--code', 'X'];
  expect(await phone(...enrol)).toEqual(oneLine(1, /cannot be reached: .*ECONNREFUSED/));
});

test.each([
  ['http://gateway.example', /in the clear.*https/],
  ['gateway.example', /is no URL of a gateway/],
  ['ftp://127.0.0.1', /is no URL of a gateway/],
  ['https://user@gateway.example', /is no URL of a gateway/],
  ['https://gateway.example/prefix', /is no URL of a gateway/],
])('the gateway %s must be put right: 2', async (url, why) => {
  const enrol = ['enrol', '--gateway', url, '--key', await newKey(), '--code', 'X'];
  expect(await phone(...enrol)).toEqual(oneLine(2, why));
});

test.each([
  [['enrol', '--gateway', 'http://127.0.0.1:1', '--key', '/nowhere.json', '--code', 'X'], /nowhere\.json/],
  [
    ['tokens', '--gateway', 'https://127.0.0.1:1', '--key', 'x', '--out', 'x', '--ca', '/nowhere.pem'],
    /nowhere\.pem/,
  ],
] as const)('%j names the file that is missing: 2', async (args, why) => {
  expect(await phone(...args)).toEqual(oneLine(2, why));
});

test('a missing option is usage: 2', async () => {
  expect(await phone('enrol')).toMatchObject({ status: 2, err: expect.stringContaining('--gateway') });
});
