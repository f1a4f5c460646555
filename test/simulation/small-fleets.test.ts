import { describe, expect, test } from 'vitest';
import { billed, naiveBill, writtenBill } from './naive-bill.ts';
import { rentalsOf, simulate, statementsOf } from './virtual-fleet.ts';

const options = { cars: 3, days: 1 };
const runs = [await simulate({ seed: 1, ...options }), await simulate({ seed: 2, ...options })];

describe.each(runs)('a fleet in virtual time, seed $seed (D12)', (run) => {
  test('every kilometre is accounted for, nothing is lost, nothing is twice', () => {
    expect(run.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(run.checks).toHaveLength(11);
    expect(rentalsOf(run).length).toBeGreaterThanOrEqual(options.cars);
    expect(statementsOf(run)).toHaveLength(rentalsOf(run).length);
  });

  test('each price is that of the rules applied to what the dashboard showed, to the cent (T1 to T13)', () => {
    for (const { truth, statement } of billed(run))
      expect(writtenBill(statement)).toEqual(naiveBill(truth, statement));
  });
});

test('the same seed gives the same report, trace hash and all; another seed another (D12)', async () => {
  const again = await simulate({ seed: 1, ...options });
  expect(again).toEqual(runs[0]);
  expect(runs[1]?.traceHash).not.toBe(again.traceHash);
});
