import { expect, test } from 'vitest';
import { authorizationBy, enrolmentBody } from '../../support/phone-request.ts';
import { ann, HttpWorld, otherPhone, phone } from './http-world.ts';

const newCode = ({ gateway }: HttpWorld): string => gateway.store.enrolmentCode(ann).code;

test.each([
  ['P-256', phone],
  ['Ed25519', otherPhone],
] as const)('a %s phone with a code is enrolled (clause 11.5)', async (_, key) => {
  const world = await HttpWorld.open();
  expect(await world.enrol(key, newCode(world))).toMatchObject({ status: 200, body: { keyId: key.keyId } });
  expect(world.gateway.store.phoneKey(key.keyId)).toEqual(key.publicKey);
});

test('the same request again changes nothing and gets the same answer', async () => {
  const world = await HttpWorld.open();
  const code = newCode(world);
  const first = await world.enrol(phone, code);
  expect((await world.enrol(phone, code)).body).toEqual(first.body);
});

test('a wrong code is refused as a problem with the fault’s fields (D14)', async () => {
  const world = await HttpWorld.open();
  expect(await world.enrol(phone, 'AAAA-AAAA-AAAA-AAAA')).toMatchObject({
    status: 403,
    type: 'application/problem+json',
    body: {
      title: 'Forbidden',
      status: 403,
      code: 'code-invalid',
      detail: 'this is no code that holds; ask the operator for a new one',
      temporary: false,
      mayHaveHappened: false,
    },
  });
});

test('a phone cannot enrol a key that it does not hold', async () => {
  const world = await HttpWorld.open();
  const code = newCode(world);
  const body = enrolmentBody(phone, code);
  expect(await world.signed(otherPhone, 'POST', '/v1/phones', body)).toMatchObject({
    status: 401,
    body: { code: 'not-authentic' },
  });
  expect(await world.enrol(phone, code)).toMatchObject({ status: 200 });
});

test('a body that was altered on the way is refused', async () => {
  const world = await HttpWorld.open();
  const [signed, sent] = [enrolmentBody(phone, newCode(world)), enrolmentBody(phone, 'another')];
  const time = world.gateway.clock.clock.wall();
  const target = '/v1/phones';
  const authorization = authorizationBy(phone, { method: 'POST', target, body: signed, time });
  expect(await world.ask('POST', target, { authorization }, sent)).toMatchObject({
    status: 401,
    body: { code: 'not-authentic' },
  });
});

test.each([
  ['no JSON', '{'],
  ['an unknown member', '{"publicKey":"00","code":"x","more":1}'],
  ['a key that is no COSE_Key', `{"publicKey":"${'00'.repeat(50)}","code":"x"}`],
  ['a member too few', '{"code":"x"}'],
  ['an endless code', JSON.stringify({ publicKey: '00'.repeat(50), code: 'x'.repeat(65) })],
])('%s is malformed', async (_, body) => {
  const world = await HttpWorld.open();
  expect(await world.signed(phone, 'POST', '/v1/phones', body)).toMatchObject({
    status: 400,
    type: 'application/problem+json',
    body: { code: 'malformed' },
  });
});

test('a body over 8 KiB is refused unread', async () => {
  const world = await HttpWorld.open();
  expect(await world.ask('POST', '/v1/phones', {}, `"${'x'.repeat(8192)}"`)).toMatchObject({
    status: 413,
    body: { code: 'too-large' },
  });
});

test('a body that is no JSON by its type is refused', async () => {
  const world = await HttpWorld.open();
  expect(await world.ask('POST', '/v1/phones', { 'content-type': 'text/plain' }, 'hello')).toMatchObject({
    status: 415,
    body: { code: 'no-json' },
  });
});

test('too many wrong codes are answered with 429, to be tried later', async () => {
  const world = await HttpWorld.open();
  for (let count = 0; count < 60; count++) await world.enrol(phone, `ZZZZ-${count}`);
  expect(await world.enrol(phone, newCode(world))).toMatchObject({
    status: 429,
    body: { code: 'too-many-guesses', temporary: true },
  });
});
