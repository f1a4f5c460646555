import { expect, test } from 'vitest';
import { metres } from '../../protocol/units.ts';
import { note, rented } from '../support/rented.ts';
import { hours } from '../support/store.ts';

test('a later version says when it happened, was received and billed, why, and the difference line by line', async () => {
  const { gateway, reservation } = rented();
  const before = gateway.store.versions(reservation);
  await gateway.clock.advance(hours(9));
  gateway.store.correctDistance(reservation, metres(10_000), note);
  const [first, second, ...others] = gateway.store.versions(reservation);
  expect(others).toEqual([]);
  expect({ ...first, standing: 'draft' }).toEqual(before[0]);
  expect(first?.standing).toBe('replaced');
  expect(second).toMatchObject({
    version: 2,
    standing: 'draft',
    cause: expect.stringMatching(/^entry \d+$/),
    differences: [{ code: 'km.first-100', unitPriceCents: 40, beforeCents: 2400, afterCents: 400 }],
  });
  expect(second?.occurredAt).toBe(first?.occurredAt);
  expect(second?.receivedAt).toBe(second?.billedAt);
  expect(Number(second?.receivedAt)).toBeGreaterThan(Number(first?.receivedAt));
});

test('what comes out the same makes no new version: the same records, entries and list, the same bytes', () => {
  const { gateway, reservation } = rented({ closing: { cause: 'abandoned' } });
  const [proposal] = gateway.store.charges(reservation);
  if (proposal === undefined) throw new Error('no proposal');
  gateway.store.decideCharge(proposal.charge, false, note);
  expect(gateway.store.versions(reservation)).toHaveLength(1);
});

test('whatever the order in which facts come, the newest version says the same', () => {
  const early = rented({
    before: ({ store }) => store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '1.90' }),
  });
  const late = rented();
  late.gateway.store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '1.90' });
  const [one] = early.gateway.store.statement(early.reservation);
  const [other] = late.gateway.store.statement(late.reservation);
  expect(other?.price).toEqual(one?.price);
});
