import { type Rule, ruleForEach } from '../violation.ts';

const longestLines = 400;

/** Tables and vectors, whose length says nothing about their subject. */
const tables: readonly string[] = [];

/** Past 400 lines a file has a second subject; `exempt` names tables and vectors. */
export function fileLength(exempt: readonly string[] = tables): Rule {
  return ruleForEach('file-length', ({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    if (lines <= longestLines || exempt.includes(path)) return [];
    return [{ start: 0, message: `has ${lines} lines, more than ${longestLines}; find its second subject` }];
  });
}
