import { defineConfig } from 'vitest/config';
import { LeftOutReporter } from './support/left-out-reporter.ts';

/** A test that hangs ends all the same; one on a busy machine is given its time. */
const testTimeout = 60_000;

const root = new URL('..', import.meta.url).pathname;
const project = (name: string, include: string[], exclude: string[] = []) => ({
  // By itself vitest leaves one processor to itself, which is half of two.
  test: { name, root, include, exclude, testTimeout, pool: 'threads' as const, maxWorkers: '100%' },
});
/** Those in processes mostly wait for programs: so many at a time, on two processors as well. */
const waiting = 2;

/** serialport works on a process's main thread alone. */
const inProcesses = (name: string, include: string[], globalSetup: string) => ({
  test: { name, root, include, testTimeout, globalSetup, pool: 'forks' as const, maxWorkers: waiting },
});

/** Where to write the results as JSON as well, for `.ci/run`. */
const { RITMETER_TEST_REPORT: reportFile } = process.env;

/** `unit` runs on Node alone; `machine` needs Debian packages, processes or minutes; `conformance` needs RITMETER_DATA. */
export default defineConfig({
  test: {
    reporters: [
      'default',
      new LeftOutReporter(),
      ...(reportFile === undefined ? [] : [['json', { outputFile: reportFile }] satisfies ['json', object]]),
    ],
    projects: [
      project('unit', ['test/**/*.test.ts'], ['test/machine/**', 'test/conformance/**']),
      inProcesses('machine', ['test/machine/**/*.test.ts'], 'test/machine/packed.ts'),
      project('conformance', ['test/conformance/**/*.test.ts']),
      project('house', ['test/house/**/*.test.ts']),
    ],
  },
});
