import { expect, test, vi } from 'vitest';
import { Fault } from '../../../protocol/errors.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { ann, HttpWorld, phone } from './http-world.ts';

test.each([
  ['GET', '/nothing'],
  ['PUT', '/v1/phones'],
  ['GET', '/v1/phones'],
  ['GET', '/%zz'],
] as const)('%s %s is a problem too', async (method, url) => {
  const world = await HttpWorld.open();
  const { status, type, body } = await world.ask(method, url);
  expect(status).toBe(url === '/%zz' ? 400 : 404);
  expect(type).toBe('application/problem+json');
  expect(body).toMatchObject({ status, code: url === '/%zz' ? 'malformed' : 'no-such-route' });
});

test('what fails in the store is told by its code alone, and logged', async () => {
  const fault = new Fault(
    { code: 'database-failed', blame: 'environment', temporary: true, mayHaveHappened: true },
    'database: /srv/gateway.sqlite: disk I/O error',
  );
  const error = vi.fn();
  const world = await HttpWorld.open({
    store: { tokensFor: () => Promise.reject(fault) },
    log: { ...silentLog, error },
  });
  world.gateway.store.enrolPhone(ann, phone.publicKey);
  expect(await world.signed(phone, 'GET', '/v1/tokens')).toMatchObject({
    status: 503,
    body: {
      detail: 'the gateway cannot do this now',
      code: 'database-failed',
      temporary: true,
      mayHaveHappened: true,
    },
  });
  expect(error).toHaveBeenCalledWith({ code: 'database-failed', reason: fault.message }, 'a request failed');
});

test('a defect is told as nothing but that', async () => {
  const world = await HttpWorld.open({
    store: { phoneKey: () => Promise.reject(new TypeError('x is undefined')) },
  });
  const { status, body } = await world.signed(phone, 'GET', '/v1/tokens');
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toContain('undefined');
  expect(body).toMatchObject({ code: 'internal', detail: 'the gateway cannot do this now' });
});

test('past 64 requests under way others are refused, and taken again when those are answered (D13)', async () => {
  const answers: (() => void)[] = [];
  const world = await HttpWorld.open({
    store: { phoneKey: () => new Promise((resolve) => answers.push(() => resolve(null))) },
  });
  const waiting = Array.from({ length: 64 }, () => world.signed(phone, 'GET', '/v1/tokens'));
  await vi.waitFor(() => expect(answers).toHaveLength(64));
  expect(await world.ask('GET', '/health')).toMatchObject({
    status: 503,
    body: { code: 'gateway-busy', temporary: true },
  });
  for (const answer of answers) answer();
  await Promise.all(waiting);
  expect((await world.ask('GET', '/health')).status).toBe(200);
});
