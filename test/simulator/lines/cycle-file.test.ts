import { describe, expect, test } from 'vitest';
import { readCycle } from '../../../simulator/lines/cycle-file.ts';

const cycleOf = (...lines: readonly string[]) =>
  readCycle(
    {
      async *readLines() {
        yield* lines;
      },
    },
    'way.csv',
  );

test('a cycle is read from seconds and speeds, with a heading and comments', async () => {
  const cycle = await cycleOf(
    'seconds,km_per_h',
    '# through town',
    '0,0.0',
    '1,36.5 # 10 m/s',
    '',
    '2,36',
    '3,0',
  );
  expect(cycle).toMatchObject({ name: 'way.csv', durationMs: 3_000 });
  expect(cycle.hundredthsKmPerHour(1_000)).toBe(3_650);
  expect(cycle.lengthMillimetres).toBe(20_138);
});

describe('what is no cycle is refused with file and line', () => {
  test.each([
    [['0,0', '2,5', '3,0'], /way\.csv, line 2: not second 1/],
    [['0,0', '1,fast', '2,0'], /way\.csv, line 2: not second 1.*"1,fast"/],
    [['0,0', '1,-5', '2,0'], /way\.csv, line 2/],
    [['0,0', '1,401', '2,0'], /way\.csv, line 2: faster than 400/],
    [['seconds', 'more', '0,0'], /start and end at rest/],
    [['0,0', '1,5'], /way\.csv does not start and end at rest/],
    [[], /does not start and end at rest/],
  ])('%j', async (lines, message) => {
    await expect(cycleOf(...lines)).rejects.toMatchObject({
      code: 'cycle-invalid',
      blame: 'operator',
      message: expect.stringMatching(message),
    });
  });
});
