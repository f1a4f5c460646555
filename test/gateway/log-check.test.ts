import { expect, test } from 'vitest';
import { note, rented } from '../support/rented.ts';

test('the whole log holds, with names in notes alone', () => {
  const { gateway, reservation } = rented({ closing: { cause: 'abandoned' } });
  const [proposal] = gateway.store.charges(reservation);
  if (proposal !== undefined) gateway.store.decideCharge(proposal.charge, true, note);
  expect(gateway.store.checkLog()).toEqual({ entries: 5, fault: null });
  expect(gateway.store.logEntries(1, 10).map(({ body, by }) => [body.kind, by])).toEqual([
    ['customer-terms', null],
    ['user-allowed', null],
    ['car-terms', null],
    ['reservation-made', null],
    ['charge-decided', 'Bo'],
  ]);
});

test.each([
  ['an entry taken out', 'delete from entries where number = 2', 'entry 2: is missing'],
  [
    'one exchanged for another',
    'update entries set raw = (select raw from entries where number = 1) where number = 2',
    'entry 2: names itself 1',
  ],
  [
    'a byte changed',
    "update entries set raw = cast(substr(raw, 1, length(raw) - 1) || x'ff' as blob) where number = 3",
    'entry 3: not signed by this operator',
  ],
])('%s is found', (_, tampering, fault) => {
  const { gateway } = rented();
  gateway.database.exec(tampering);
  expect(gateway.store.checkLog().fault).toBe(fault);
});
