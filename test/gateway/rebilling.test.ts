import { expect, test } from 'vitest';
import { createStore } from '../../gateway/gateway.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { countingRandom } from '../support/random.ts';
import { rented } from '../support/rented.ts';
import { storeSettings } from '../support/store.ts';

test('the same records, entries and lists give the same bytes: nothing changes', () => {
  const { gateway, reservation } = rented();
  expect(gateway.store.rebill({ dryRun: false })).toEqual({ statements: 1, changed: [] });
  expect(gateway.store.versions(reservation)).toHaveLength(1);
});

test('a corrected price list changes what it holds for; a trial only says so', () => {
  const { gateway, reservation } = rented();
  const priceLists = structuredClone(storeSettings.priceLists);
  const row = priceLists.find(({ id }) => id === 'business-2026-03')?.formulas['START']?.kilometres[
    'first-100'
  ];
  if (row === undefined) throw new Error('no such row');
  row.cells['S'] = 50;
  const ports = {
    database: gateway.database,
    clock: gateway.clock.clock,
    random: countingRandom(),
    log: silentLog,
  };
  const store = createStore(ports, { ...storeSettings, priceLists });
  expect(store.rebill({ dryRun: true })).toEqual({ statements: 1, changed: [reservation] });
  expect(store.versions(reservation)).toHaveLength(1);
  expect(store.rebill({ dryRun: false }).changed).toEqual([reservation]);
  expect(store.versions(reservation)).toMatchObject([
    { standing: 'replaced' },
    { cause: 'billed anew', differences: [{ code: 'km.first-100' }, { code: 'km.first-100' }] },
  ]);
});
