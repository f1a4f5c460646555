import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: { name, root: new URL('..', import.meta.url).pathname, include, exclude, pool: 'threads' as const },
});

/** `unit` runs on Node alone; `machine` needs Debian packages, processes or minutes; `conformance` needs RITMETER_DATA. */
export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/**/*.test.ts'], ['test/machine/**', 'test/conformance/**']),
      project('machine', ['test/machine/**/*.test.ts']),
      project('conformance', ['test/conformance/**/*.test.ts']),
      project('house', ['test/house/**/*.test.ts']),
    ],
  },
});
