import { expect, test } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { decodeToken } from '../../../protocol/token/token.ts';
import { authorizationBy } from '../../support/phone-request.ts';
import { recordingCar } from '../../support/records.ts';
import { hours, minutes, monday } from '../../support/store.ts';
import { ann, HttpWorld, otherPhone, phone } from './http-world.ts';

const target = '/v1/tokens';

async function openEnrolled(): Promise<HttpWorld> {
  const world = await HttpWorld.open();
  world.gateway.store.enrolPhone(ann, phone.publicKey);
  return world;
}

test('an enrolled phone gets its tokens, each with what the driver is shown (clause 11.6)', async () => {
  const world = await openEnrolled();
  const reservation = world.gateway.reserve(world.gateway.addCar(), 2, 5);
  const { status, headers, body } = await world.signed(phone, 'GET', target);
  expect(status).toBe(200);
  expect(headers['cache-control']).toBe('no-store');
  const startsAt = new Date(monday + hours(2)).toISOString().replace('.000', '');
  const endsAt = new Date(monday + hours(5)).toISOString().replace('.000', '');
  expect(body).toEqual({
    tokens: [
      {
        token: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
        carKey: toHex(recordingCar('car-1').publicKey),
        lists: [],
        reservation,
        car: 'car-1',
        startsAt,
        endsAt,
      },
    ],
  });
  const [granted] = world.gateway.store.tokensFor(phone.keyId);
  expect(body).toMatchObject({
    tokens: [{ token: Buffer.from(granted?.token ?? []).toString('base64url') }],
  });
  expect(decodeToken(granted?.token ?? new Uint8Array()).claims.confirmation).toEqual(phone.publicKey);
});

test('a key that is not enrolled is told so', async () => {
  const world = await openEnrolled();
  expect(await world.signed(otherPhone, 'GET', target)).toMatchObject({
    status: 401,
    body: { code: 'phone-not-enrolled' },
  });
});

test.each([-minutes(5), minutes(5)])('a time %i ms off is taken (clause 11.4)', async (off) => {
  const world = await openEnrolled();
  expect((await world.signed(phone, 'GET', target, undefined, off)).status).toBe(200);
});

test.each([-minutes(5) - 1, minutes(5) + 1])('a time %i ms off is refused (clause 11.4)', async (off) => {
  const world = await openEnrolled();
  expect(await world.signed(phone, 'GET', target, undefined, off)).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': 'Ritmeter' },
    body: { code: 'time-off', detail: expect.stringContaining(`${Math.round(off / 1000)} s off`) },
  });
});

test.each([
  ['for another path', { method: 'GET', target: '/v1/phones' }],
  ['for another query', { method: 'GET', target: '/v1/tokens?all' }],
  ['for another method', { method: 'POST', target }],
  ['for a body', { method: 'GET', target, body: 'x' }],
] as const)('a signature %s is refused (clause 11.3)', async (_, request) => {
  const world = await openEnrolled();
  const time = world.gateway.clock.clock.wall();
  const authorization = authorizationBy(phone, { ...request, time });
  expect(await world.ask('GET', target, { authorization })).toMatchObject({
    status: 401,
    body: { code: 'not-authentic' },
  });
});

test('a query is signed with the path', async () => {
  const world = await openEnrolled();
  expect((await world.signed(phone, 'GET', '/v1/tokens?x=1')).status).toBe(200);
});

test('a signature by another key under the phone’s key id is refused', async () => {
  const world = await openEnrolled();
  const time = world.gateway.clock.clock.wall();
  const authorization = authorizationBy(
    { ...otherPhone, keyId: phone.keyId },
    { method: 'GET', target, time },
  );
  expect(await world.ask('GET', target, { authorization })).toMatchObject({
    status: 401,
    body: { code: 'not-authentic' },
  });
});

test.each([
  ['none', {}],
  ['another scheme', { authorization: 'Bearer abc' }],
  ['half of it', { authorization: 'Ritmeter key=0123456789abcdef, time=1' }],
] as const)('credentials are asked for where there are %s', async (_, headers) => {
  const world = await openEnrolled();
  expect(await world.ask('GET', target, headers)).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': 'Ritmeter' },
    body: { code: 'not-authentic' },
  });
});
