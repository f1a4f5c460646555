import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('what drivers forget is refused or noted, told in alarms, and put right: every rental ends complete (D15)', async () => {
  const evidence = await shortRentals('slips', {
    seed: 1,
    cars: 8,
    rentalsPerDay: 3,
    timetable: 'slips: 0.25\n  unused: 0.4',
    scenario: `fleet: { models: { odometer-car: 1, electric-car: 1, two-odometers-car: 1 } }
drivers: { patienceMinutes: 240 }
faults: { settings-sent: { perDay: 12, bad: 0 } }`,
  });
  const facts = evidence.stored.flatMap(({ fact }) => (fact === null ? [] : [fact]));
  const noted = facts.flatMap((fact) =>
    fact.kind === 'rental-closed'
      ? (fact.notes ?? []).filter(({ standing }) => standing === 'not-done').map(({ item }) => item)
      : [],
  );
  const alarms = facts.flatMap((fact) => (fact.kind === 'alarm' && fact.raised ? [fact.alarm] : []));
  expect(evidence.asks.some(({ verdict }) => verdict === 'checklist-incomplete')).toBe(true);
  expect(noted).toEqual(expect.arrayContaining(['key-use']));
  expect(alarms).toEqual(
    expect.arrayContaining(['fuel-card-out-while-driving', 'fuel-card-out-too-long', 'key-not-used']),
  );
});
