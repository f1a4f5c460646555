import { expect, test } from 'vitest';
import type { Fact } from '../../../protocol/messages/registry.ts';
import { closed, firstOpened, opened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const start = monday + hours(2);

test('zone verdicts and notes of a rental stand on its row, as the car said them (clause 3.9)', () => {
  const { gateway, reservation, write } = setUp();
  write(
    { ...opened(reservation), zones: { green: 'inside', orange: 'outside' } },
    {
      ...closed(reservation, start + minutes(60)),
      zones: { green: 'uncertain' },
      notes: [{ item: 'fuel', standing: 'not-done' }],
    },
  );
  expect(gateway.store.rentals()).toMatchObject([
    {
      openedZones: '{"green":"inside","orange":"outside"}',
      closedZones: '{"green":"uncertain"}',
      notes: '[{"item":"fuel","standing":"not-done"}]',
    },
  ]);
});

test('where the car says nothing of zones, the row says nothing', () => {
  const { gateway, reservation, write } = setUp();
  write(opened(reservation), closed(reservation, start + minutes(60)));
  expect(gateway.store.rentals()).toMatchObject([{ openedZones: null, closedZones: null, notes: null }]);
});

test('a closing without its opening keeps what it says', () => {
  const { gateway, reservation, write } = setUp();
  write({ ...closed(reservation, start + minutes(60)), zones: { orange: 'inside' } });
  expect(gateway.store.rentals()).toMatchObject([
    { standing: 'incomplete', openedZones: null, closedZones: '{"orange":"inside"}' },
  ]);
});

function setUp() {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 5000, monday);
  const reservation = gateway.reserve(car, 2, 4);
  const write = (...facts: readonly Fact[]): void => {
    for (const fact of facts) journal.write(fact, 5000, start);
    gateway.ingest(car, journal.batch());
  };
  return { gateway, reservation, write };
}
