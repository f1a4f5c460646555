import { isAdapter, isCore } from '../places.ts';
import { ruleForEach } from '../violation.ts';

/** Adapters are imported by a `main.ts`, by other adapters and by tests only: the core knows ports. */
export const adapterImports = ruleForEach('adapter-imports', (source) =>
  source.imports.flatMap(({ target, start }) => {
    if (!isCore(source.path) || target === undefined || !isAdapter(target)) return [];
    return { start, message: `only a main.ts, adapters and tests import ${target}; take a port` };
  }),
);
