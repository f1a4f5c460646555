import { describe } from 'vitest';
import { testPlanted } from '../planted.ts';
import { focusedTests } from './focused-tests.ts';

describe('no test is left out by a mark in the source', () => {
  testPlanted(focusedTests, {
    found: [
      ['test/a.test.ts', "it.skip('x', () => undefined);"],
      ['test/a.test.ts', "describe.only('x', () => undefined);"],
      ['test/a.test.ts', "it.todo('x');"],
      ['test/a.test.ts', "test.concurrent.skip('x', () => undefined);"],
      ['test/a.test.ts', "it.skipIf(slow)('x', () => undefined);"],
    ],
    passed: [
      ['test/a.test.ts', "it('x', () => undefined); // it.skip('y')"],
      ['test/a.test.ts', "stream.skip(3); only(1); const text = 'it.only()';"],
      ['test/a.test.ts', "it.each([1])('%s', () => undefined);"],
    ],
  });
});
