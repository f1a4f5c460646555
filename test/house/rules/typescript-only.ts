import type { Violation } from '../violation.ts';

/** Code is in `.ts` files: others would escape the types and these rules. */
export function typescriptOnly(paths: readonly string[]): Violation[] {
  return paths
    .filter((path) => /\.([cm]?jsx?|[cm]ts|tsx)$/.test(path))
    .map((path) => ({ path, line: 1, rule: 'typescript-only', message: 'is code outside .ts' }));
}
