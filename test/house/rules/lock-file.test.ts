import { expect, it } from 'vitest';
import { lockFile } from './lock-file.ts';

it.each([
  '      "resolved": "https://registry.example/zod/-/zod-4.6.7.tgz",',
  '      "version": "https://registry.example/zod-4.6.7.tgz",',
  '      "version": "git+ssh://git@example.org/zod.git",',
])('finds the download address in %s', (line) => {
  expect(lockFile('package-lock.json', `{\n${line}\n}`)).toMatchObject([
    { path: 'package-lock.json', line: 2 },
  ]);
});

it.each(['      "integrity": "sha512-resolved==",', '        "url": "https://opencollective.com/zod"'])(
  'lets %s pass',
  (line) => {
    expect(lockFile('package-lock.json', line)).toEqual([]);
  },
);
