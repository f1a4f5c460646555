import { expect, test } from 'vitest';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { liveThrough } from '../../simulator/run/virtual.ts';
import { parseScenario } from '../../simulator/scenarios/scenario.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';

const scenario = parseScenario(
  `timetable:
  firstStart: ["06:30", "08:30"]
  lastEnd: "20:00"
  rentalsPerDay: 3
  reservedMinutes: 60
  breakMinutes: 60
  arrivesAfterMinutes: 0
  legs: 1
  legMinutes: 10
  standsMinutes: 5
faultsOff: 0
faults: { session-taken-over: { perDay: 12, lastsSeconds: [3600, 7200], pauseSeconds: [5, 20] } }`,
  'taken-over.yaml',
);

test('cars from which another client takes their name again and again deliver everything, and tell of it', async () => {
  const { evidence, report } = await liveThrough(
    { database: memoryDatabase(), priceLists: builtInFiles },
    scenario,
    { seed: 1, cars: 2, days: 1 },
  );
  expect(report(evidence).checks.filter(({ ok }) => !ok)).toEqual([]);
  for (const { car } of evidence.cars) {
    const raised = evidence.stored.flatMap(({ fact, ...place }) =>
      place.car === car && fact?.kind === 'alarm' && fact.alarm === 'session-taken-over' ? [fact.raised] : [],
    );
    expect(raised.length).toBeGreaterThanOrEqual(2);
    expect(raised).toEqual(raised.map((_, index) => index % 2 === 0));
    expect(raised.at(-1)).toBe(false);
  }
});
