import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

/** A unit that starts answers nobody. */
const drivers = 'drivers: { patienceMinutes: 60 }';
const fleet = { seed: 1, cars: 2, rentalsPerDay: 2 };

test('a car of which a block goes bad says what it has lost', async () => {
  const scenario = `${drivers}\nfaults: { bad-block: { perDay: 12, offSeconds: [1, 600] } }`;
  const { cars, elsewhere } = await shortRentals('bad-block', { ...fleet, scenario });
  for (const { car, isDiskSpoilt } of cars) {
    expect(isDiskSpoilt).toBe(true);
    expect(elsewhere.filter((place) => place.car === car)).not.toEqual([]);
  }
});

test('a car whose disk falls back begins a journal anew', async () => {
  // Starts are what a car at rest writes, which is what the disk then loses.
  const starts = 'unit-killed: { perDay: 48, offSeconds: [1, 10] }';
  const scenario = `${drivers}\nfaults: { rolled-back-disk: { perDay: 48 }, ${starts} }`;
  const { cars, stored } = await shortRentals('rolled-back', { ...fleet, scenario });
  for (const { car, isDiskSpoilt } of cars) {
    expect(isDiskSpoilt).toBe(true);
    const journals = stored.flatMap((record) => (record.car === car ? [record.journal] : []));
    expect(new Set(journals).size).toBeGreaterThan(1);
  }
});
