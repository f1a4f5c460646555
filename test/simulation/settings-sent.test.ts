import { expect, test } from 'vitest';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { liveThrough } from '../../simulator/run/virtual.ts';
import { parseScenario } from '../../simulator/scenarios/scenario.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';

const scenario = parseScenario(
  `timetable:
  firstStart: ["06:30", "08:30"]
  lastEnd: "20:00"
  rentalsPerDay: 2
  reservedMinutes: 60
  breakMinutes: 60
  arrivesAfterMinutes: 0
  legs: 1
  legMinutes: 10
  standsMinutes: 5
drivers: { patienceMinutes: 240 }
faultsOff: 0
faults:
  settings-sent: { perDay: 24, bad: 0.5 }
  power-cut: { perDay: 60, offSeconds: [1, 60] }
  full-disk: { perDay: 12, lastsSeconds: [600, 1800] }
  gateway-crash: { perDay: 20, downSeconds: [1, 600] }`,
  'settings-sent.yaml',
);

test('settings that are sent in the middle of power cuts and crashes are kept, refused or taken back, each as it deserves', async () => {
  const { evidence, report } = await liveThrough(
    { database: memoryDatabase(), priceLists: builtInFiles },
    scenario,
    { seed: 1, cars: 3, days: 1 },
  );
  expect(report(evidence).checks.filter(({ ok }) => !ok)).toEqual([]);
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
