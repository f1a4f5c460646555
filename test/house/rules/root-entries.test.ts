import { expect, it } from 'vitest';
import { rootEntries } from './root-entries.ts';

it.each(['docs', 'vitest.config.ts', 'NOTES.md', '.env', 'Device'])(
  'finds that %s does not belong into the root',
  (name) => {
    expect(rootEntries([name]).map(({ path }) => path)).toEqual([name]);
  },
);

it('lets the five folders pass, and what tools insist on', () => {
  expect(
    rootEntries(['protocol', 'simulator', 'package.json', 'README.md', 'LICENSE', '.ci', '.git', 'data']),
  ).toEqual([]);
});
