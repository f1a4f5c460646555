import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const root = new URL('../..', import.meta.url);

const bench = (...options: string[]) =>
  spawnSync(process.execPath, ['test/bench/main.ts', ...options], { cwd: root, encoding: 'utf8' });

describe('the bench command', () => {
  it.each([[['nothing-of-the-kind']], [['constructor', '--json']], [['--jsno']], [['pricing', 'more']]])(
    'answers %j with one line on stderr and exit status 2',
    (options) => {
      const { status, stdout, stderr } = bench(...options);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^error: .+\n$/);
    },
  );

  it('names the benchmarks that there are', () => {
    expect(bench('nothing-of-the-kind').stderr).toContain('pricing');
  });

  it('shows its help where no benchmark is named', () => {
    const { status, stdout } = bench();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Usage: npm run -s bench -- /);
  });
});
