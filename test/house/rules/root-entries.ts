import type { Violation } from '../violation.ts';

const allowed: ReadonlySet<string> = new Set([
  ...['protocol', 'device', 'gateway', 'simulator', 'test'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'biome.json', 'README.md', 'LICENSE'],
  ...['.git', '.gitignore', '.ci'],
  ...['node_modules', 'data', 'dist'],
]);

/** The root holds the five folders and what tools insist on, nothing else. */
export function rootEntries(names: readonly string[]): Violation[] {
  return names
    .filter((name) => !allowed.has(name))
    .map((name) => ({ path: name, line: 1, rule: 'root-entries', message: 'does not belong into the root' }));
}
