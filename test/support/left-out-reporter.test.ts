import { expect, it } from 'vitest';
import { leftOutLine } from './left-out-reporter.ts';

it('names each project left out with its command, its files and its needs', () => {
  expect(leftOutLine(['unit'], (project) => (project === 'machine' ? 3 : 2))).toBe(
    'Not run here: npm run test:machine (3 files; needs Debian packages, processes, minutes), ' +
      'npm run test:conformance (2 files; needs vectors in the folder RITMETER_DATA)',
  );
});

it('names no project that runs, nor one without tests', () => {
  expect(leftOutLine(['unit', 'machine'], (project) => (project === 'machine' ? 3 : 0))).toBeUndefined();
});
