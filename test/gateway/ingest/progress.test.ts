import fc from 'fast-check';
import { expect, test } from 'vitest';
import { milliseconds } from '../../../protocol/units.ts';
import { carDays } from '../../bench/ingest/car-days.ts';
import type { JournalWriter } from '../../support/records.ts';
import { openMemory, TestStore } from '../../support/store.ts';

/** Billing had the third record, which is signed, written down. */
const afterThird = 3;

const savedThrough = (gateway: TestStore): unknown =>
  Object.values(gateway.database.prepare('select through from journals').get() ?? {})[0];

/** The same database after a crash: nothing that was only in memory is left. */
function restarted(gateway: TestStore): TestStore {
  return new TestStore(gateway.database);
}

function begun(count: number): { readonly gateway: TestStore; readonly journal: JournalWriter } {
  const gateway = new TestStore(openMemory());
  gateway.addCar('b0');
  return { gateway, journal: carDays(0, count) };
}

/** What the operator can see of the car. */
const seen = ({ store }: TestStore, { car }: JournalWriter['car']) => ({
  account: store.account(car),
  figures: store.figures(),
  rentals: store.rentals(),
  gaps: store.gaps(car),
  unassigned: store.unassigned(car),
});

test('how far a car has come is written once for many records, and found again after a crash', () => {
  const { gateway, journal } = begun(5);
  for (let seq = 1; seq <= 5; seq++) gateway.ingest(journal.car, journal.batch(seq, seq));
  expect(savedThrough(gateway)).toBe(afterThird);
  expect(seen(restarted(gateway), journal.car)).toEqual(seen(gateway, journal.car));
  expect(gateway.store.figures().records).toBe(5);
});

test('after a crash the chain goes on where it was', () => {
  const { gateway, journal } = begun(6);
  for (let seq = 1; seq <= 5; seq++) gateway.ingest(journal.car, journal.batch(seq, seq));
  const again = restarted(gateway);
  expect(again.ingest(journal.car, journal.batch(4, 4)).outcomes).toEqual(['dropped']);
  expect(again.ingest(journal.car, journal.batch(6, 6)).outcomes).toEqual(['stored']);
  expect(again.store.figures()).toMatchObject({ records: 6, duplicates: 1, quarantined: 0 });
});

test('it is written within a second also where nothing more comes', async () => {
  const { gateway, journal } = begun(5);
  let settleIn: number | null = null;
  for (let seq = 1; seq <= 5; seq++) ({ settleIn } = gateway.ingest(journal.car, journal.batch(seq, seq)));
  expect(settleIn).toBeGreaterThan(0);
  expect(settleIn).toBeLessThanOrEqual(1000);
  expect(savedThrough(gateway)).toBe(afterThird);
  await gateway.clock.advance(milliseconds(settleIn ?? 0));
  gateway.store.settle();
  expect(savedThrough(gateway)).toBe(5);
});

test('whenever it crashes, and in whatever order records come, the operator sees the same', () => {
  const count = 40;
  const step = fc.record({
    from: fc.integer({ min: 1, max: count }),
    length: fc.integer({ min: 1, max: 8 }),
    crash: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const steady = begun(count);
      let crashing = begun(count).gateway;
      for (const { from, length, crash } of steps) {
        const batch = steady.journal.batch(from, Math.min(count, from + length - 1));
        steady.gateway.ingest(steady.journal.car, batch);
        crashing.ingest(steady.journal.car, batch);
        if (crash) crashing = restarted(crashing);
      }
      expect(seen(crashing, steady.journal.car)).toEqual(seen(steady.gateway, steady.journal.car));
    }),
    { numRuns: 15 },
  );
});
