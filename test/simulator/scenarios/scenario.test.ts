import { expect, test } from 'vitest';
import { readScenario, scenarioNames } from '../../../simulator/adapters/scenario-file.ts';
import { adapterKinds } from '../../../simulator/car/elm327-habits.ts';
import { fleetModels } from '../../../simulator/car/models.ts';
import { faultKinds } from '../../../simulator/faults/all.ts';
import { parseScenario } from '../../../simulator/scenarios/scenario.ts';

const timetable = `timetable:
  firstStart: ['06:30', '08:30']
  lastEnd: '22:00'
  rentalsPerDay: 3
  reservedMinutes: [60, 120]
  breakMinutes: [60, 120]
  arrivesAfterMinutes: 0
  legs: 2
  standsMinutes: [2, 10]
`;
const refusal = (text: string): string => {
  try {
    parseScenario(text, 'my.yaml');
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : '';
  }
  return 'taken';
};

test('city, storm and everyday come with the simulator, and are good', () => {
  expect(scenarioNames()).toEqual(['city', 'everyday', 'storm']);
  for (const name of scenarioNames()) expect(readScenario(name).about).not.toBe('');
});

test('storm leaves out no fault, and no kind of car or adapter', () => {
  const { faults, fleet } = readScenario('storm');
  expect(Object.keys(faults)).toEqual(expect.arrayContaining(faultKinds.map(({ name }) => name)));
  const models = fleet.models.filter(({ weight }) => weight > 0).map(({ item }) => item);
  expect(models).toEqual(fleetModels.map(({ name }) => name));
  expect(fleet.adapters.filter(({ weight }) => weight > 0).map(({ item }) => item)).toEqual(adapterKinds);
});

test('a timetable is enough', () => {
  const { fleet, drivers, faults, cycles } = parseScenario(timetable, 'my.yaml');
  expect({ cars: fleet.cars, perCar: drivers.perCar, faults }).toEqual({ cars: 5, perCar: 2, faults: {} });
  expect(cycles.map(({ item }) => item.name)).toEqual(['WLTC', 'HWFET', 'UDDS', 'US06']);
});

test('every mistake is reported at once, each with the file and its path', () => {
  const text = `${timetable.replace('legs: 2', 'legs: [3, 1]')}fleet: { models: { horse: 1 }, cars: 0 }
drivers: { patience: 3 }
faults: { offline: { perDay: -1, lastsSeconds: 3 }, loss: { perDay: 1, lastsSeconds: 1, chance: 1, chances: 1 }, flood: {} }
`;
  const message = refusal(text);
  expect(message).toMatch(/^my\.yaml: /);
  for (const place of [
    'timetable.legs: the first of two must not be above the second',
    `fleet.models.horse: unknown; there are ${fleetModels.map(({ name }) => name).join(', ')}`,
    'fleet.cars:',
    'drivers: patience unknown; there are perCar, patienceMinutes, intrudersPerDay',
    'faults.offline.perDay: ',
    'faults.loss: chances unknown; there are perDay, lastsSeconds, chance',
    'faults: flood unknown; there are delay, loss, ',
  ])
    expect(message).toContain(place);
});

test('what is no YAML, or has no timetable, is said so', () => {
  expect(refusal('a: [1')).toMatch(/^my\.yaml: .+line 1/);
  expect(refusal('about: nothing')).toContain('my.yaml: timetable:');
});

test('a cycle of the scenario itself goes through its points in straight lines, and starts and ends at rest', () => {
  const own = 'cycles: { hill: { weight: 1, kilometresPerHour: [[0, 0], [10, 50], [20, 0]] } }';
  const cycle = parseScenario(`${timetable}${own}`, 'my.yaml').cycles[0]?.item;
  expect([cycle?.name, cycle?.durationMs, cycle?.hundredthsKmPerHour(5_000)]).toEqual([
    'hill',
    20_000,
    2_500,
  ]);
  expect(refusal(`${timetable}${own.replace('[20, 0]', '[20, 9]')}`)).toContain(
    'cycles.hill.kilometresPerHour: does not start at second 0 and end at rest',
  );
  expect(refusal(`${timetable}cycles: { horse: 1 }`)).toContain('cycles.horse: unknown; there are wltc');
});

test('a name that is none, and a file that is not there, are the user’s to put right', () => {
  expect(() => readScenario('hail')).toThrow('no scenario hail; there are city, everyday, storm');
  expect(() => readScenario('./hail.yaml')).toThrow('./hail.yaml cannot be read');
});
