import { ruleForEach } from '../violation.ts';

/** Relative imports name the file with its ending: Node runs the sources as they stand. */
export const importEndings = ruleForEach('import-endings', (source) =>
  source.imports.flatMap(({ specifier, target, start }) => {
    if (target === undefined || /\.(ts|json)$/.test(target)) return [];
    return { start, message: `${specifier} does not end in .ts` };
  }),
);
