import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enclosesArea } from '../../../protocol/settings/enclosed-area.ts';
import { parseSettings } from '../../../protocol/settings/settings.ts';

type Corner = [number, number];
const [south, north, west, east] = [51_035_000, 51_036_500, 3_710_000, 3_712_000];

test.each<[string, Corner[]]>([
  ['one point', Array<Corner>(3).fill([south, west])],
  [
    'a line, there and back',
    [
      [south, west],
      [north, east],
      [south, west],
    ],
  ],
  [
    'a line along a parallel',
    [
      [south, west],
      [south, east],
      [south, 3_711_000],
    ],
  ],
  [
    'a line along a meridian',
    [
      [south, west],
      [north, west],
      [51_036_000, west],
    ],
  ],
  [
    'an angle, there and back',
    [
      [south, west],
      [north, west],
      [north, east],
      [north, west],
    ],
  ],
])('%s encloses nothing', (_, corners) => {
  expect(enclosesArea(corners)).toBe(false);
});

test.each<[string, Corner[]]>([
  [
    'a triangle',
    [
      [south, west],
      [north, west],
      [south, east],
    ],
  ],
  [
    'a triangle of a microdegree',
    [
      [south, west],
      [south + 1, west],
      [south, west + 1],
    ],
  ],
  [
    'a bow tie, whose halves cancel out',
    [
      [south, west],
      [north, east],
      [north, west],
      [south, east],
    ],
  ],
  [
    'a square with a corner twice',
    [
      [south, west],
      [south, west],
      [north, west],
      [north, east],
      [south, east],
    ],
  ],
])('%s encloses something', (_, corners) => {
  expect(enclosesArea(corners)).toBe(true);
});

test('a triangle encloses something unless its corners are on one line', () => {
  const corner = fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 }));
  fc.assert(
    fc.property(corner, corner, corner, (one, two, three) => {
      const doubled = (two[0] - one[0]) * (three[1] - one[1]) - (three[0] - one[0]) * (two[1] - one[1]);
      expect(enclosesArea([one, two, three])).toBe(doubled !== 0);
    }),
  );
});

test('a polygon that is run there and back encloses nothing, whatever its corners', () => {
  const corner = fc.tuple(
    fc.integer({ min: -90_000_000, max: 90_000_000 }),
    fc.integer({ min: -180_000_000, max: 180_000_000 }),
  );
  fc.assert(
    fc.property(fc.array(corner, { minLength: 2, maxLength: 20 }), (way) => {
      expect(enclosesArea([...way, ...way.toReversed()])).toBe(false);
    }),
  );
});

test('settings with such a zone are refused, with its place', () => {
  const text = 'version: 1\nzones: { green: [[[1, 2], [5, 2], [5, 9]]], orange: [[[1, 2], [3, 4], [5, 6]]] }';
  expect(() => parseSettings(text, 'zones.yaml')).toThrow(
    /^zones\.yaml: zones\.orange\.0: encloses no area: no car can stand in it$/,
  );
});
