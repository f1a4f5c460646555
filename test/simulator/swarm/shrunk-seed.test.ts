import { expect, test } from 'vitest';
import { scenarioText } from '../../../simulator/adapters/scenario-file.ts';
import { parseScenario } from '../../../simulator/scenarios/scenario.ts';
import type { SeedJob, SeedOutcome } from '../../../simulator/swarm/seed-job.ts';
import { shrinkSeed } from '../../../simulator/swarm/shrunk-seed.ts';

const job: SeedJob = { seed: 7, scenario: scenarioText('storm'), scenarioName: 'storm', cars: 3, days: 2 };
const drawn = ['delay', 'loss', 'power-cut', 'gateway-crash', 'bad-block', 'car-towed'];
const failing = (...checks: readonly string[]): SeedOutcome => ({
  seed: 7,
  traceHash: '',
  faults: drawn,
  failed: checks.map((name) => ({ name, ok: false, detail: '' })),
});

/** Shrinks where a run fails as `outcomeOf` says. */
async function shrink(outcomeOf: (job: SeedJob) => SeedOutcome) {
  const written = new Map<string, string>();
  const save = (file: string, text: string) => void written.set(file, text);
  const runner = { lanes: 1, run: async (one: SeedJob) => outcomeOf(one), close: async () => {} };
  const shrunk = await shrinkSeed({ save }, runner, job, failing('order'), new AbortController().signal);
  const text = written.get(shrunk.file) ?? expect.fail('nothing was written');
  return { ...shrunk, scenario: parseScenario(text, shrunk.file) };
}
const faultsIn = ({ scenario }: SeedJob): string[] => Object.keys(parseScenario(scenario, 'it').faults);

test('a failing seed becomes a scenario with the one fault that it takes, one car and one day, and the command that repeats it', async () => {
  const small = await shrink((one) => (faultsIn(one).includes('power-cut') ? failing('order') : failing()));
  expect(small).toMatchObject({ cars: 1, days: 1, faults: ['power-cut'] });
  expect(small.command).toBe('npm run -s sim -- run ./storm-7.yaml --seed 7 --cars 1 --days 1');
  expect(small.scenario).toMatchObject({ faultsOff: 0, timetable: { rentalsPerDay: [1, 1], legs: [1, 1] } });
});

test('a run that fails in another check only is no smaller one', async () => {
  const small = await shrink((one) => (one.cars === 3 ? failing('order') : failing('memory')));
  expect(small.cars).toBe(3);
});

test('it ends after so many runs, with what was smallest by then', async () => {
  let toggle = 0;
  const { runs } = await shrink(() => failing(...(toggle++ % 40 === 39 ? ['order'] : [])));
  expect(runs).toBeLessThanOrEqual(200);
});
