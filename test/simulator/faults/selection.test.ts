import { expect, test } from 'vitest';
import { readScenario } from '../../../simulator/adapters/scenario-file.ts';
import { faultKinds } from '../../../simulator/faults/all.ts';
import { selectFaults } from '../../../simulator/faults/selection.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';

const { faults, faultsOff } = readScenario('storm');
const drawnFor = (seed: number) => selectFaults(faults, faultsOff, seededRandom(seed)).drawn;

test('storm names every fault there is', () => {
  expect(Object.keys(faults).sort()).toEqual(faultKinds.map(({ name }) => name).sort());
});

test('a run does without some faults, another run without others, and rates differ (D12)', () => {
  const runs = Array.from({ length: 50 }, (_, seed) => drawnFor(seed));
  for (const name of Object.keys(faults)) {
    const off = runs.filter((drawn) => drawn[name] === null).length;
    expect(off).toBeGreaterThan(2);
    expect(off).toBeLessThan(30);
    const on = runs.flatMap((drawn) => (drawn[name] === null ? [] : [JSON.stringify(drawn[name])]));
    expect(new Set(on).size).toBeGreaterThan(1);
  }
});

test('a seed draws the same again, and a fault that joins shifts no other', () => {
  expect(drawnFor(7)).toEqual(drawnFor(7));
  const { loss, ...others } = faults;
  const { loss: drawn, ...rest } = drawnFor(7);
  expect([loss, drawn].every((value) => value !== undefined)).toBe(true);
  expect(selectFaults(others, faultsOff, seededRandom(7)).drawn).toEqual(rest);
});
