import { expect, test } from 'vitest';
import { statementText, unusedText } from '../../gateway/statement-text.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { closed, firstOpened, opened, trip } from '../support/journeys.ts';
import { JournalWriter } from '../support/records.ts';
import { note, rented } from '../support/rented.ts';
import { hours, minutes, monday, TestStore } from '../support/store.ts';

/** A rental of three hours and 150.4 km, billed where `isKnown`. */
function statementOf({ isKnown }: { readonly isKnown: boolean }) {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const reservation = gateway.reserve(isKnown ? car : gateway.addCar('car-2'), 2, 5);
  const start = monday + hours(2);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1_000_000, monday);
  journal.write(opened(reservation), 1_000_000, start);
  journal.write(trip(1_000_000, 1_150_400), 1_150_400, start + minutes(170));
  journal.write(closed(reservation, start + minutes(180)), 1_150_400, start + minutes(180));
  gateway.ingest(car, journal.batch());
  const [statement] = gateway.store.statement(reservation);
  if (statement === undefined) throw new Error('no statement');
  return statement;
}

test('a statement names driver, car, times, kilometres, and the rule of each line (D10)', () => {
  const statement = statementOf({ isKnown: true });
  const lines = statementText(statement, (driver) => `Ms ${driver}`).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    `Rental ${statement.reservation}: Ms ann for acme, car-1, START class S`,
    '  reserved 2026-06-01 10:00:00  to 2026-06-01 13:00:00',
    '  opened   2026-06-01 10:00:00  odometer 1000.000 km',
    '  returned 2026-06-01 13:00:00  odometer 1150.400 km  distance 150.400 km',
  ]);
  expect(lines).toContainEqual(
    expect.stringMatching(/^ {2}km\.beyond-100 +50 +km +x +0\.31 += +15\.50 +T10/),
  );
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}total += +62\.55 +EUR +business-2026-03$/));
  expect(lines.at(-1)).toBe(`  rests on records 2 to 4 of journal ${statement.records.journal}`);
});

test('a rental without price says why', () => {
  const text = statementText(statementOf({ isKnown: false }), String);
  expect(text).toMatch(/^Rental [0-9a-f]{16}: unknown reservation, car-1\n/);
  expect(text).toContain('no price: reservation-unknown: ');
});

test('what the operator entered stands with the lines that it makes', () => {
  const { gateway, reservation } = rented({
    opening: { zones: { green: 'outside' } },
    before: ({ store }) => store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '2.01' }),
  });
  gateway.store.correctDistance(reservation, metres(10_000), note);
  gateway.store.handInReceipt(
    { reservation, amountCents: 100, submittedAt: epochMilliseconds(monday), approved: false },
    note,
  );
  const [statement] = gateway.store.statement(reservation);
  const text = statement === undefined ? '' : statementText(statement, String);
  expect(text).toContain('  fuel     2.01 EUR a litre (T11)\n');
  expect(text).toContain('  fee      picked-up-outside-green x 1: by the zone verdict of the car\n');
  expect(text).toContain('  billed   10.000 km instead of 60.500 km, as corrected\n');
  expect(text).toContain('  refused: fuel-receipt, not-approved (T14)\n');
  expect(text).toMatch(/distance-corrected$/);
});

test('a reservation that nobody used tells what it costs and what that rests on', () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const reservation = gateway.reserve(gateway.addCar(), 2, 4);
  gateway.store.cancelReservation(reservation);
  const [version] = gateway.store.versions(reservation);
  const text = version !== undefined && 'kind' in version.statement ? unusedText(version.statement) : '';
  expect(text).toMatch(
    /^Reservation [0-9a-f]{16}: ann for acme, car-1, START class S\n.*; cancelled 2026-06-01/,
  );
  expect(text).toMatch(/time\.cancelled +1 +x +1\.41 += +1\.41 +T7 \(decided\)/);
  expect(text).toMatch(/rests on entries 1, 3, 4, 5 of the operator$/);
});
