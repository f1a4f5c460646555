import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('cars from which another client takes their name again and again deliver everything, and tell of it', async () => {
  const evidence = await shortRentals('taken-over', {
    seed: 1,
    cars: 2,
    rentalsPerDay: 3,
    scenario:
      'faults: { session-taken-over: { perDay: 12, lastsSeconds: [3600, 7200], pauseSeconds: [5, 20] } }',
  });
  for (const { car } of evidence.cars) {
    const raised = evidence.stored.flatMap(({ fact, ...place }) =>
      place.car === car && fact?.kind === 'alarm' && fact.alarm === 'session-taken-over' ? [fact.raised] : [],
    );
    expect(raised.length).toBeGreaterThanOrEqual(2);
    expect(raised).toEqual(raised.map((_, index) => index % 2 === 0));
    expect(raised.at(-1)).toBe(false);
  }
});
