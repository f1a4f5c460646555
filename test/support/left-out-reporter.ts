import { globSync } from 'node:fs';
import type { Reporter, Vitest } from 'vitest/node';

/** What a run can leave out: vitest project, the command that runs it, and what it needs besides Node. */
const separateProjects = [
  { project: 'machine', command: 'npm run test:machine', needs: 'Debian packages, processes, minutes' },
  {
    project: 'conformance',
    command: 'npm run test:conformance',
    needs: 'vectors in the folder RITMETER_DATA',
  },
];

/** Says in one line after the summary which test files this run left out, and what runs them; nothing if none. */
export class LeftOutReporter implements Reporter {
  #running: readonly string[] = [];

  onInit(vitest: Vitest): void {
    this.#running = vitest.projects.map(({ name }) => name);
  }

  onTestRunEnd(): void {
    if (!this.#running.includes('unit')) return;
    const line = leftOutLine(this.#running, countTestFiles);
    if (line !== undefined) process.stdout.write(`${line}\n\n`);
  }
}

/** The line for a run of the projects `running`; `countFiles` tells how many test files a project has. */
export function leftOutLine(
  running: readonly string[],
  countFiles: (project: string) => number,
): string | undefined {
  const leftOut = separateProjects
    .filter(({ project }) => !running.includes(project) && countFiles(project) > 0)
    .map(({ project, command, needs }) => `${command} (${countFiles(project)} files; needs ${needs})`);
  return leftOut.length === 0 ? undefined : `Not run here: ${leftOut.join(', ')}`;
}

function countTestFiles(project: string): number {
  return globSync(`${project}/**/*.test.ts`, { cwd: new URL('..', import.meta.url) }).length;
}
