import { expect, test } from 'vitest';
import { matchesFilter } from '../../../simulator/network/topic-filter.ts';

test.each([
  ['a/b', 'a/b', true],
  ['a/b', 'a/b/c', false],
  ['a/b/c', 'a/b', false],
  ['a/+', 'a/b', true],
  ['a/+', 'a/b/c', false],
  ['a/+', 'a', false],
  ['+/b', 'a/b', true],
  ['+', '/a', false],
  ['/+', '/a', true],
  ['a/+/c', 'a//c', true],
  ['a/#', 'a/b/c', true],
  ['a/#', 'a', true],
  ['a/#', 'ab', false],
  ['#', 'a/b', true],
  ['#', '$SYS/x', false],
  ['+/x', '$SYS/x', false],
  ['$SYS/#', '$SYS/x', true],
])('filter %s and topic %s: %s (MQTT 3.1.1, 4.7)', (filter, topic, matches) => {
  expect(matchesFilter(filter, topic)).toBe(matches);
});
