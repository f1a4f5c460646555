import type { Source } from '../source.ts';
import type { Rule } from '../violation.ts';

/** No file imports itself by way of others, not even for types: files that need each other are one subject. */
export const cycles: Rule = (sources) => {
  const graph = new Map(sources.map((source) => [source.path, targetsOf(source)]));
  return cyclesIn(graph).map((cycle) => ({
    path: cycle[0] ?? '',
    line: 1,
    rule: 'cycles',
    message: `imports itself: ${[...cycle, cycle[0]].join(' → ')}`,
  }));
};

function targetsOf({ imports }: Source): string[] {
  return imports.flatMap(({ target }) => target ?? []);
}

/** One cycle for each import that closes one, as the depth-first walk comes upon it. */
function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) found.push(trail.slice(trail.indexOf(path)));
    if (done.has(path) || trail.includes(path)) return;
    for (const target of graph.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return found;
}
