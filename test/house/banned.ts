import type { Source } from './source.ts';
import type { Finding } from './violation.ts';

/** The places where `source` uses one of `names` (as `referencesOf` spells them). */
export function usesOf(names: readonly string[], source: Source, advice: string): Finding[] {
  return source.references
    .filter(({ name }) => names.includes(name))
    .map(({ name, start }) => ({ start, message: `uses ${name}; ${advice}` }));
}

/** The places where `source` takes more than types from one of `modules`; `fs` stands for `node:fs/promises` too. */
export function loadsOf(modules: readonly string[], source: Source, advice: string): Finding[] {
  return source.imports.flatMap(({ specifier, typeOnly, start }) => {
    const [module] = specifier?.replace(/^node:/, '').split('/') ?? [];
    if (typeOnly || module === undefined || !modules.includes(module)) return [];
    return { start, message: `imports ${specifier}; ${advice}` };
  });
}
