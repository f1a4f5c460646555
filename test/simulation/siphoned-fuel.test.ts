import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('a tank that was emptied between rentals is noted at the end of the next one: less than a quarter', async () => {
  const evidence = await shortRentals('siphoned-fuel', {
    seed: 1,
    cars: 3,
    rentalsPerDay: 3,
    scenario: `fleet: { models: { odometer-car: 1 } }
faults: { fuel-siphoned: { perDay: 12 } }`,
  });
  const low = evidence.stored.filter(
    ({ fact }) =>
      fact?.kind === 'rental-closed' &&
      fact.notes?.some(({ item, standing }) => item === 'fuel' && standing === 'not-done'),
  );
  expect(low.length).toBeGreaterThan(0);
});
