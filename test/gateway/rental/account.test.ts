import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from '../../../gateway/rental/account.ts';
import { deeds, writeLife } from '../../support/car-life.ts';
import { TestStore } from '../../support/store.ts';

/** Where the metres of the odometer went, less what it shows. */
const unaccounted = (account: Account): number =>
  account.lastOdometerMetres -
  account.firstOdometerMetres -
  account.billedMetres -
  account.unsealedMetres -
  account.unassignedMetres -
  account.rebasedMetres -
  account.openMetres;

/** All that a store says, but for when it was told. */
const everything = ({ store }: TestStore) => ({
  rentals: store.rentals(),
  accounts: store.cars().map(({ car }) => store.account(car)),
  unassigned: store.cars().map(({ car }) => store.unassigned(car)),
  gaps: store.cars().map(({ car }) => store.gaps(car)),
  statements: store.statements().sort((left, right) => left.records.fromSeq - right.records.fromSeq),
  records: store.figures().records,
});

test('every metre of the odometer is in exactly one place (third promise)', () => {
  fc.assert(
    fc.property(deeds, fc.array(fc.nat(), { maxLength: 4 }), (life, lost) => {
      const gateway = new TestStore();
      const car = gateway.addCar();
      const journal = writeLife(car, life);
      const missing = new Set(lost.map((seq) => (seq % journal.records.length) + 1));
      const payloads = journal.records
        .filter(({ seq }) => !missing.has(seq))
        .map(({ seq }) => gateway.message(car, journal.batch(seq, seq)));
      const notices = [...missing].map((seq) =>
        gateway.message(car, journal.lossNotice({ fromSeq: seq, toSeq: seq, reason: 'damaged' }), 'losses'),
      );
      gateway.store.ingest([...payloads, ...notices]);
      const account = gateway.store.account(car.car);
      expect(unaccounted(account)).toBe(0);
      const rows = gateway.store.unassigned(car.car);
      expect(rows.every(({ distanceMetres }) => distanceMetres > 0)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the order and the number of arrivals change nothing in the end (D4, D5)', () => {
  fc.assert(
    fc.property(deeds, fc.infiniteStream(fc.nat()), (life, draws) => {
      const inOrder = new TestStore();
      const car = inOrder.addCar();
      const journal = writeLife(car, life);
      inOrder.ingest(car, journal.batch());

      const shuffled = new TestStore();
      shuffled.addCar();
      const draw = (below: number): number => draws.next().value % below;
      const arrivals = [...journal.records, ...journal.records.filter(() => draw(3) === 0)]
        .map(({ seq }) => ({ seq, at: draw(1_000_000) }))
        .sort((left, right) => left.at - right.at);
      for (let next = 0; next < arrivals.length; ) {
        const group = arrivals.slice(next, next + 1 + draw(8));
        shuffled.ingest(car, ...group.map(({ seq }) => journal.batch(seq, seq)));
        next += group.length;
      }
      expect(everything(shuffled)).toEqual(everything(inOrder));
    }),
    { numRuns: 60 },
  );
});
