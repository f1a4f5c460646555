import { describe, expect, it } from 'vitest';
import { countStep, readResults, sum } from '../../.ci/count.ts';

const report = (files: readonly (readonly string[])[], success = true) =>
  JSON.stringify({
    success,
    testResults: files.map((statuses) => ({ assertionResults: statuses.map((status) => ({ status })) })),
  });

describe('a command', () => {
  it.each([
    [0, { passed: 1, failed: 0 }],
    [124, { passed: 0, failed: 1 }],
  ])('with exit status %i counts one', (status, count) => {
    expect(countStep({ name: 'smoke', status, kind: 'command', report: undefined })).toEqual(count);
  });
});

describe('a vitest run', () => {
  it.each([
    ['counts its tests', 0, report([['passed', 'passed'], ['passed']]), { passed: 3, failed: 0 }],
    ['counts failed tests once', 1, report([['passed', 'failed']], false), { passed: 1, failed: 1 }],
    ['counts a skipped test as failed', 0, report([['passed', 'skipped']]), { passed: 1, failed: 1 }],
    ['counts a test to be written as failed', 0, report([['todo', 'pending']]), { passed: 0, failed: 2 }],
    ['counts a file without tests as failed', 1, report([['passed'], []], false), { passed: 1, failed: 1 }],
    ['counts a run without files as failed', 0, report([]), { passed: 0, failed: 1 }],
    ['counts an error outside tests as failed', 0, report([['passed']], false), { passed: 1, failed: 1 }],
    ['counts an exit status that no test explains', 1, report([['passed']]), { passed: 1, failed: 1 }],
    ['counts a missing report as failed', 0, undefined, { passed: 0, failed: 1 }],
    ['counts a report cut short as failed', 1, report([['passed']]).slice(0, -9), { passed: 0, failed: 1 }],
    ['counts a report of another shape as failed', 0, '{"success":true}', { passed: 0, failed: 1 }],
  ])('%s', (_, status, text, count) => {
    expect(countStep({ name: 'test', status, kind: 'vitest', report: text })).toEqual(count);
  });
});

it('sums steps', () => {
  expect(
    sum([
      { passed: 2, failed: 0 },
      { passed: 1, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});

it('reads the steps that were run, and takes an unreadable status for a failure', () => {
  const lines = 'packages\t0\tcommand\ntest\t1\t/tmp/test.json\nsmoke\t\tcommand\n';
  expect(readResults(lines, (path) => `report in ${path}`)).toEqual([
    { name: 'packages', status: 0, kind: 'command', report: undefined },
    { name: 'test', status: 1, kind: 'vitest', report: 'report in /tmp/test.json' },
    { name: 'smoke', status: 1, kind: 'command', report: undefined },
  ]);
});
