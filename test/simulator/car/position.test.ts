import { expect, test } from 'vitest';
import { placeAlong } from '../../../simulator/car/position.ts';

const home = { latitudeMicrodegrees: 52_090_000, longitudeMicrodegrees: 5_120_000 };

test('a car is at home after each 20 km, and moves as far on the map as on the road', () => {
  expect(placeAlong(home, 0)).toEqual(home);
  expect(placeAlong(home, 40_000_000)).toEqual(home);
  expect(placeAlong(home, 1_113_200)).toMatchObject({ latitudeMicrodegrees: 52_100_000 });
  expect(placeAlong(home, 5_685_350)).toMatchObject({ longitudeMicrodegrees: 5_130_000 });
});
