import { describe, expect, test } from 'vitest';
import { unrolled } from '../../../device/gnss/fix.ts';
import { nowhere, type Placing, placed, placeNow } from '../../../device/gnss/place.ts';
import { epochMilliseconds, milliseconds } from '../../../protocol/units.ts';

const fix = (north: number, change: object = {}) => ({
  kind: 'position' as const,
  time: epochMilliseconds(0),
  latitudeMicrodegrees: 52_000_000 + north,
  longitudeMicrodegrees: 5_000_000,
  satellites: 9,
  hdopPerMille: 1_000,
  millimetresPerSecond: undefined,
  isFlat: false,
  ...change,
});

/** A fix a second, each with the metres driven by then. */
const seen = (...fixes: readonly (readonly [ReturnType<typeof fix>, number])[]): Placing =>
  fixes.reduce<Placing>(
    (placing, [one, driven], second) => placed(placing, one, milliseconds(second * 1000), driven),
    nowhere,
  );

describe('the place of the car', () => {
  test('is as exact as the dilution says, and less so from few satellites, without a height, and with every metre since', () => {
    expect(placeNow(seen([fix(0), 0]), 0)?.accuracyMetres).toBe(8);
    expect(placeNow(seen([fix(0, { satellites: 4 }), 0]), 0)?.accuracyMetres).toBe(16);
    expect(placeNow(seen([fix(0, { isFlat: true }), 0]), 0)?.accuracyMetres).toBe(16);
    expect(placeNow(seen([fix(0, { hdopPerMille: undefined }), 0]), 0)?.accuracyMetres).toBe(50);
    expect(placeNow(seen([fix(0), 0]), 500)?.accuracyMetres).toBe(508);
  });

  test('is nowhere before the first fix', () => {
    expect(placeNow(nowhere, 0)).toBeNull();
  });

  test('does not follow a jump, and says so', () => {
    const jumped = seen([fix(0), 0], [fix(50_000), 0]);
    expect(jumped.doubt).toBe('jump');
    expect(jumped.place?.latitudeMicrodegrees).toBe(52_000_000);
    expect(seen([fix(0), 0], [fix(50_000), 0], [fix(10), 0]).doubt).toBe('none');
  });

  /** So many fixes a second apart, 300 km to the north. */
  const farAway = (count: number) =>
    seen([fix(0), 0], ...Array.from({ length: count }, () => [fix(2_700_000), 0] as const));

  test('follows a jump that fixes confirm for a minute', () => {
    expect(farAway(60).doubt).toBe('jump');
    expect(farAway(61)).toMatchObject({ doubt: 'none', place: { latitudeMicrodegrees: 54_700_000 } });
  });

  test('is uncertain by the whole way of a jump that a second fix confirms', () => {
    expect(placeNow(farAway(1), 0)?.accuracyMetres).toBe(8);
    expect(placeNow(farAway(2), 0)).toMatchObject({
      latitudeMicrodegrees: 52_000_000,
      accuracyMetres: 300_572,
    });
    expect(placeNow(farAway(61), 0)?.accuracyMetres).toBe(8);
  });

  test('does not follow a jump because a car could drive there while it lasts', () => {
    const jumped = (...back: readonly (readonly [ReturnType<typeof fix>, number])[]) =>
      seen([fix(0), 0], ...Array.from({ length: 40 }, () => [fix(14_400), 0] as const), ...back);
    expect(jumped()).toMatchObject({ doubt: 'jump', place: { latitudeMicrodegrees: 52_000_000 } });
    expect(jumped([fix(10), 0])).toMatchObject({
      doubt: 'none',
      place: { latitudeMicrodegrees: 52_000_010 },
    });
  });

  test('is in doubt where the receiver repeats itself while the car drives', () => {
    const frozen = seen(...Array.from({ length: 40 }, (_, second) => [fix(0), second * 10] as const));
    expect(frozen.doubt).toBe('frozen');
    expect(placeNow(frozen, 450)?.accuracyMetres).toBeGreaterThan(100);
  });

  test('is in no doubt where a counter tells late, at a traffic light, what was driven before it', () => {
    const driven = [0, 0, 900, 900, 900];
    expect(seen(...driven.map((metres) => [fix(0), metres] as const)).doubt).toBe('none');
    expect(seen(...[...driven, 1_900].map((metres) => [fix(0), metres] as const)).doubt).toBe('frozen');
  });

  test('parked, the same fix is no fault', () => {
    expect(seen(...Array.from({ length: 40 }, () => [fix(0), 100] as const)).doubt).toBe('none');
  });
});

test('a date from before the last roll-over of the week count is of today', () => {
  const today = Date.UTC(2026, 10, 27, 12);
  const weeks = 1_024 * 7 * 86_400_000;
  expect(unrolled(epochMilliseconds(today))).toBe(today);
  expect(unrolled(epochMilliseconds(today - weeks))).toBe(today);
  expect(unrolled(epochMilliseconds(today - 2 * weeks))).toBe(today);
});
