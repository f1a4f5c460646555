import { expect, test } from 'vitest';
import { createStore } from '../../gateway/gateway.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { countingRandom } from '../support/random.ts';
import { rented } from '../support/rented.ts';
import { storeSettings, type TestStore } from '../support/store.ts';

const withDearerKilometres = (gateway: TestStore) => {
  const priceLists = structuredClone(storeSettings.priceLists);
  const list = priceLists.find(({ id }) => id === 'business-2026-03');
  const row = list?.formulas['START']?.kilometres['first-100'];
  if (row === undefined) throw new Error('no such row');
  row.cells['S'] = 50;
  const { database, clock } = gateway;
  return { priceLists, ports: { database, clock: clock.clock, random: countingRandom(), log: silentLog } };
};

test('the same records, entries and lists give the same bytes: nothing changes', () => {
  const { gateway, reservation } = rented();
  expect(gateway.store.rebill({ dryRun: false })).toEqual({ statements: 1, changed: [] });
  expect(gateway.store.versions(reservation)).toHaveLength(1);
});

test('a corrected price list changes what it holds for; a trial only says so', () => {
  const { gateway, reservation } = rented();
  const { ports, priceLists } = withDearerKilometres(gateway);
  const store = createStore(ports, { ...storeSettings, priceLists });
  expect(store.rebill({ dryRun: true })).toEqual({ statements: 1, changed: [reservation] });
  expect(store.versions(reservation)).toHaveLength(1);
  expect(store.rebill({ dryRun: false }).changed).toEqual([reservation]);
  expect(store.versions(reservation)).toMatchObject([
    { standing: 'replaced' },
    { cause: 'billed anew', differences: [{ code: 'km.first-100' }, { code: 'km.first-100' }] },
  ]);
});

test('after a list was changed behind a statement’s back there is no evidence until it is billed anew', () => {
  const { gateway, reservation } = rented();
  const { ports, priceLists } = withDearerKilometres(gateway);
  const store = createStore(ports, { ...storeSettings, priceLists });
  expect(() => store.evidence(reservation)).toThrow(
    expect.objectContaining({
      code: 'evidence-broken',
      message: expect.stringMatching(/line 2 \(km\.first-100\)/),
    }),
  );
  store.rebill({ dryRun: false });
  expect(() => store.evidence(reservation)).not.toThrow();
});
