import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Place } from '../../../device/gnss/place.ts';
import { zonesAt } from '../../../device/zones/verdict.ts';
import type { Polygon } from '../../../protocol/settings/zone-map.ts';

/** About 1,113 m from north to south, and 685 m from west to east. */
const square: Polygon = [
  [52_000_000, 5_000_000],
  [52_010_000, 5_000_000],
  [52_010_000, 5_010_000],
  [52_000_000, 5_010_000],
];
const at = (latitudeMicrodegrees: number, longitudeMicrodegrees: number, accuracyMetres = 10): Place => ({
  latitudeMicrodegrees,
  longitudeMicrodegrees,
  accuracyMetres,
});
const green = (place: Place | null, polygons: readonly Polygon[] = [square]) =>
  zonesAt({ green: [...polygons], orange: [] }, place);

describe('the verdict on a zone', () => {
  test.each([
    ['in the middle', at(52_005_000, 5_005_000), 'inside'],
    ['far away', at(52_105_000, 5_005_000), 'outside'],
    ['on the border', at(52_000_000, 5_005_000), 'uncertain'],
    ['5 m within', at(52_000_045, 5_005_000), 'uncertain'],
    ['15 m within', at(52_000_135, 5_005_000), 'inside'],
    ['15 m beyond', at(51_999_865, 5_005_000), 'outside'],
    ['in the middle, but within a kilometre only', at(52_005_000, 5_005_000, 1000), 'uncertain'],
  ] as const)('%s', (_, place, verdict) => {
    expect(green(place)).toEqual({ green: verdict });
  });

  test('without a place is uncertain', () => {
    expect(green(null)).toEqual({ green: 'uncertain' });
  });

  test('is given for zones that are drawn only', () => {
    expect(zonesAt({ green: [], orange: [] }, at(0, 0))).toBeUndefined();
    expect(zonesAt({ green: [square], orange: [square] }, at(52_005_000, 5_005_000))).toEqual({
      green: 'inside',
      orange: 'inside',
    });
  });

  test('of several polygons is inside where it is in one of them', () => {
    const other: Polygon = square.map(([latitude, longitude]) => [latitude + 100_000, longitude]);
    expect(green(at(52_105_000, 5_005_000), [square, other])).toEqual({ green: 'inside' });
  });

  test('in a notch of a polygon is outside', () => {
    const notched: Polygon = [
      [52_000_000, 5_000_000],
      [52_010_000, 5_000_000],
      [52_010_000, 5_004_000],
      [52_003_000, 5_005_000],
      [52_010_000, 5_006_000],
      [52_010_000, 5_010_000],
      [52_000_000, 5_010_000],
    ];
    expect(green(at(52_009_000, 5_005_000), [notched])).toEqual({ green: 'outside' });
    expect(green(at(52_001_500, 5_005_000), [notched])).toEqual({ green: 'inside' });
  });

  test('is never wrong about a place within its accuracy', () => {
    const offset = fc.integer({ min: -20_000, max: 30_000 });
    fc.assert(
      fc.property(
        offset,
        offset,
        fc.integer({ min: 5, max: 300 }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        (north, east, accuracy, angle) => {
          const truth = at(52_000_000 + north, 5_000_000 + east);
          const seen = at(
            Math.round(truth.latitudeMicrodegrees + ((accuracy * Math.cos(angle)) / 0.111_32) * 0.98),
            Math.round(
              truth.longitudeMicrodegrees + ((accuracy * Math.sin(angle)) / 0.111_32 / 0.6157) * 0.98,
            ),
            accuracy,
          );
          const isIn = north > 0 && north < 10_000 && east > 0 && east < 10_000;
          expect(green(seen)?.green).not.toBe(isIn ? 'outside' : 'inside');
        },
      ),
    );
  });
});
