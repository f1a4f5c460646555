import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('a battery that is drained between rentals is told, the unit goes dark with a last word, and drivers are served all the same', async () => {
  const evidence = await shortRentals('weak-battery', {
    seed: 1,
    cars: 3,
    rentalsPerDay: 3,
    scenario: `drivers: { patienceMinutes: 240 }
faults: { battery-weak: { perDay: 12, lastsSeconds: [3600, 14400] } }`,
  });
  const facts = evidence.stored.flatMap(({ fact }) => (fact === null ? [] : [fact]));
  expect(facts.filter(({ kind }) => kind === 'going-dark').length).toBeGreaterThan(0);
  expect(facts.some((fact) => fact.kind === 'alarm' && fact.alarm === 'battery-low' && fact.raised)).toBe(
    true,
  );
});
