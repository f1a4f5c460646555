import { isTest } from '../places.ts';
import { ruleForEach } from '../violation.ts';

const focused = /^(it|test|describe|suite|bench)\.(\w+\.)*(skip|skipIf|runIf|todo|only)$/;

/** No test is left out, put off or run alone by a mark in the source. */
export const focusedTests = ruleForEach('focused-tests', (source) =>
  source.references
    .filter(({ name }) => isTest(source.path) && focused.test(name))
    .map(({ name, start }) => ({ start, message: `${name} leaves tests out` })),
);
