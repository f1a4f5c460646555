import { expect, test } from 'vitest';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { green, HttpWorld } from './http-world.ts';

test('a green gateway answers 200 to anyone', async () => {
  const lastCommitAt = epochMilliseconds(Date.UTC(2026, 5, 1, 6));
  const world = await HttpWorld.open({
    health: () => ({ ...green, waitingMessages: 3, waitingBytes: 90, lastCommitAt }),
  });
  expect(await world.ask('GET', '/health')).toMatchObject({
    status: 200,
    body: { state: 'green', waitingMessages: 3, waitingBytes: 90, lastCommitAt: '2026-06-01T06:00:00Z' },
  });
});

test('a red gateway answers 503, and keeps the reason to its log', async () => {
  const world = await HttpWorld.open({
    health: () => ({ ...green, state: 'red', reason: '/srv/secret is full' }),
  });
  const { status, body } = await world.ask('GET', '/health');
  expect(status).toBe(503);
  expect(body).toEqual({ state: 'red', waitingMessages: 0, waitingBytes: 0, lastCommitAt: null });
});
