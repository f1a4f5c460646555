import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('another I/O board in the place of the own one is told, moves no lock, and costs no kilometre once the own one is back', async () => {
  const evidence = await shortRentals('swapped-board', {
    seed: 1,
    cars: 3,
    rentalsPerDay: 3,
    scenario: `drivers: { patienceMinutes: 240 }
faults: { board-swapped: { perDay: 12, lastsSeconds: [60, 3600] } }`,
  });
  const told = evidence.stored.filter(
    ({ fact }) => fact?.kind === 'alarm' && fact.alarm === 'board-unreachable' && fact.raised,
  );
  expect(told.length).toBeGreaterThan(0);
});
