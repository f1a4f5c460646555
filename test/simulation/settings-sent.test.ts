import { expect, test } from 'vitest';
import { shortRentals } from './short-rentals.ts';

test('settings that are sent in the middle of power cuts and crashes are kept, refused or taken back, each as it deserves', async () => {
  const evidence = await shortRentals('settings-sent', {
    seed: 1,
    cars: 3,
    rentalsPerDay: 2,
    scenario: `drivers: { patienceMinutes: 240 }
faults:
  settings-sent: { perDay: 24, bad: 0.5 }
  power-cut: { perDay: 60, offSeconds: [1, 60] }
  full-disk: { perDay: 12, lastsSeconds: [600, 1800] }
  gateway-crash: { perDay: 20, downSeconds: [1, 600] }`,
  });
  const said = evidence.stored.flatMap(({ fact }) =>
    fact?.kind === 'configuration-changed' ? [`${fact.outcome} ${fact.reason ?? ''}`.trim()] : [],
  );
  expect([...new Set(said)].sort()).toEqual([
    'kept',
    'refused profile-unknown',
    'taken-back gateway-not-reached',
    'taken-back restarted',
    'trying',
  ]);
});
