import { describe, expect, test } from 'vitest';
import { parseSeeds } from '../../../simulator/swarm/seeds.ts';

describe('a range of seeds', () => {
  test.each([
    ['7', { from: 7, to: 7 }],
    ['1..200', { from: 1, to: 200 }],
    ['0..4294967295', { from: 0, to: 4_294_967_295 }],
  ])('%s', (text, range) => {
    expect(parseSeeds(text)).toEqual(range);
  });

  test.each(['', '1..', '..2', '2..1', '1...2', '-1', '1.5', '1..4294967296', 'seven'])(
    '%j is none',
    (text) => {
      expect(() => parseSeeds(text)).toThrow('It is no range of seeds such as 1..200');
    },
  );
});
