import { expect, it } from 'vitest';
import { vagueNames } from './vague-names.ts';

it.each([
  'device/utils.ts',
  'gateway/common/money.ts',
  'test/support/helpers.test.ts',
  'device/string-utils.ts',
  'protocol/misc.md',
])('finds that %s is named after no subject', (path) => {
  expect(vagueNames([path]).map((violation) => violation.path)).toEqual([path]);
});

it.each(['device/util-linux.ts', 'gateway/commonality.ts', 'test/support/fleet.ts', 'device/dismisc.ts'])(
  'lets %s pass',
  (path) => {
    expect(vagueNames([path])).toEqual([]);
  },
);
