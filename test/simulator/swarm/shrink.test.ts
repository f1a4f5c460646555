import { describe, expect, test } from 'vitest';
import { type Candidate, shrunk } from '../../../simulator/swarm/shrink.ts';

const faults = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, { perDay: 1 }]));
const large: Candidate = {
  scenario: {
    faults,
    timetable: { lastEnd: '20:00', rentalsPerDay: 3, legs: 2, late: 0.1 },
    drivers: { patienceMinutes: 240, intrudersPerDay: 4 },
  },
  cars: 8,
  days: 4,
};

const has = ({ scenario }: Candidate, ...names: readonly string[]): boolean =>
  names.every((name) => Object.hasOwn(scenario.faults ?? {}, name));

describe('a failing run is made smaller as long as it fails', () => {
  test('down to nothing where it always fails', async () => {
    expect(await shrunk(large, async () => true)).toEqual({
      scenario: {
        faults: {},
        timetable: { lastEnd: '20:00', rentalsPerDay: 1, legs: 1, late: 0 },
        drivers: { patienceMinutes: 240 },
      },
      cars: 1,
      days: 1,
    });
  });

  test('and stays as it is where everything is needed', async () => {
    expect(await shrunk(large, async () => false)).toEqual(large);
  });

  test.each([[['a']], [['c', 'f']], [['a', 'd', 'g']]])(
    'faults that belong together stay: %j',
    async (needed) => {
      const { scenario } = await shrunk(large, async (candidate) => has(candidate, ...needed));
      expect(Object.keys(scenario.faults ?? {})).toEqual(needed);
    },
  );

  test('cars, days and rentals only as far as it still fails', async () => {
    const small = await shrunk(
      large,
      async ({
        cars,
        days,
        scenario: {
          timetable: { rentalsPerDay },
        },
      }) => cars >= 3 && days >= 2 && rentalsPerDay === 3,
    );
    expect(small).toMatchObject({ cars: 3, days: 2, scenario: { timetable: { rentalsPerDay: 3, legs: 1 } } });
  });
});
