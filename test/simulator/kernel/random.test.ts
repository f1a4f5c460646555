import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../simulator/kernel/random.ts';

const draws = (seed: string | number, label?: string): number[] => {
  const root = seededRandom(seed);
  const stream = label === undefined ? root : root.fork(label);
  return Array.from({ length: 20 }, () => stream.uint32());
};

describe('seeded streams (D12)', () => {
  test('are the same for the same seed and label, and differ otherwise', () => {
    expect(draws(1)).toEqual(draws(1));
    expect(draws(1, 'network')).toEqual(draws(1, 'network'));
    const all = [draws(1), draws(2), draws('1'), draws(1, 'network'), draws(1, 'disk'), draws(2, 'disk')];
    expect(new Set(all.map(String)).size).toBe(all.length);
  });

  test('stay what they are from release to release: seeds are kept', () => {
    expect(draws(42).slice(0, 4)).toMatchInlineSnapshot(`
      [
        1737670559,
        836980449,
        1755862717,
        3637076339,
      ]
    `);
  });

  test('forking, and drawing from a fork, shifts nobody', () => {
    const root = seededRandom(7);
    root.fork('one').bytes(100);
    root.fork('two');
    expect(Array.from({ length: 20 }, () => root.uint32())).toEqual(draws(7));
    root.uint32();
    expect(root.fork('one').uint32()).toBe(seededRandom(7).fork('one').uint32());
  });

  test('whole numbers keep to their bounds and reach both', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1e12, max: 1e12 }), fc.nat(1e12), (seed, least, width) => {
        const drawn = seededRandom(seed).int(least, least + width);
        expect(Number.isSafeInteger(drawn) && drawn >= least && drawn <= least + width).toBe(true);
      }),
    );
    const random = seededRandom(1);
    expect(new Set(Array.from({ length: 200 }, () => random.int(1, 6)))).toEqual(new Set([1, 2, 3, 4, 5, 6]));
    expect(() => random.int(2, 1)).toThrow(RangeError);
  });

  test('bits, fractions and chances are even', () => {
    const random = seededRandom(3);
    const count = 20_000;
    let ones = 0;
    for (const byte of random.bytes(count)) ones += byte.toString(2).replaceAll('0', '').length;
    expect(ones / (8 * count)).toBeCloseTo(0.5, 2);
    let hits = 0;
    for (let draw = 0; draw < count; draw++) hits += random.chance(0.2) ? 1 : 0;
    expect(hits / count).toBeCloseTo(0.2, 1);
    expect(Array.from({ length: 100 }, () => random.chance(1))).not.toContain(false);
    expect(Array.from({ length: 100 }, () => random.chance(0))).not.toContain(true);
  });

  test('picking takes one of the items, shuffling keeps them all', () => {
    const random = seededRandom(5);
    const items = ['a', 'b', 'c', 'd'];
    const shuffled = random.shuffled(items);
    expect(shuffled.toSorted()).toEqual(items);
    expect(items).toContain(random.pick(items));
    expect(() => random.pick([])).toThrow(RangeError);
  });
});
