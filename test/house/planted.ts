import { expect, it } from 'vitest';
import { parseSource } from './source.ts';
import type { Rule } from './violation.ts';

/** An invented source: its path and its text. */
export type Planted = readonly [path: string, text: string];

/** Tests that `rule` finds one violation or more in each of `found`, and none in any of `passed` (the near misses). */
export function testPlanted(
  rule: Rule,
  { found, passed }: { readonly found: readonly Planted[]; readonly passed: readonly Planted[] },
): void {
  it.each(found)('finds it in %s: %s', (path, text) => {
    expect(pathsFound(rule, [path, text])).toEqual([path]);
  });
  it.each(passed)('lets %s pass: %s', (path, text) => {
    expect(pathsFound(rule, [path, text])).toEqual([]);
  });
}

/** The paths, each once, in which `rule` finds violations when the tree is `sources`. */
export function pathsFound(rule: Rule, ...sources: readonly Planted[]): string[] {
  const violations = rule(sources.map(([path, text]) => parseSource({ path, text })));
  return [...new Set(violations.map(({ path }) => path))];
}
