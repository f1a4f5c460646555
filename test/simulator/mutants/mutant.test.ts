import { describe, expect, test } from 'vitest';
import { mutated, parseMutant } from '../../../simulator/mutants/mutant.ts';

const text = `The second line is left out.
--- a/device/thing.ts
+++ b/device/thing.ts
@@ -1,3 +1,2 @@
 one
-two
 three
`;
const mutant = parseMutant('left-out', text);

describe('a mutant', () => {
  test('is a line about it and a unified diff', () => {
    expect(mutant).toMatchObject({ name: 'left-out', about: 'The second line is left out.' });
  });

  test('changes the files that its patch names, wherever the lines have moved to', () => {
    const read = (path: string) => (path === 'device/thing.ts' ? 'new\nlines\none\ntwo\nthree\n' : null);
    expect([...mutated(mutant, read)]).toEqual([['device/thing.ts', 'new\nlines\none\nthree\n']]);
  });

  test.each([
    ['whose lines have changed', () => 'one\nzwei\nthree\n', 'device/thing.ts has changed there'],
    ['whose file is gone', () => null, 'device/thing.ts is not there'],
  ])('%s does not apply', (_, read, why) => {
    expect(() => mutated(mutant, read)).toThrow(`mutant left-out does not apply: ${why}`);
  });

  test('without a change is none', () => {
    expect(() => mutated(parseMutant('empty', 'Nothing.\n'), () => '')).toThrow('changes nothing');
  });
});
