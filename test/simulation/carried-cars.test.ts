import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('cars that are towed and ferried between rentals raise alarms, and their way is unassigned, to the metre', async () => {
  const evidence = await shortRentals('carried', {
    seed: 5,
    cars: 3,
    rentalsPerDay: 3,
    scenario: `fleet: { models: { odometer-car: 1 } }
faults: { car-towed: { perDay: 12 }, car-ferried: { perDay: 6 } }`,
  });
  const raised = evidence.stored.filter(
    ({ fact }) => fact?.kind === 'alarm' && fact.alarm === 'moved-without-ignition' && fact.raised,
  );
  expect(raised.length).toBeGreaterThanOrEqual(6);
  let seen = 0;
  for (const { car, unassignedMetres } of evidence.proofs) {
    const drives = evidence.drives.filter((drive) => drive.car === car);
    // Before its first drive nobody knows what a car has counted, and of the last tow nobody has heard yet.
    const [first, last] = [drives[0]?.to ?? 0, drives.at(-1)?.from ?? 0];
    const towed = evidence.tows.filter((tow) => tow.car === car && tow.at > first && tow.at < last);
    seen += towed.length;
    const metres = towed.reduce((sum, tow) => sum + tow.metres, 0);
    expect(Math.abs(unassignedMetres - metres)).toBeLessThanOrEqual(200 * drives.length);
  }
  expect(seen).toBeGreaterThanOrEqual(3);
});
