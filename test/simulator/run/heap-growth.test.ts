import { expect, test } from 'vitest';
import { heldBytes } from '../../../simulator/adapters/held-bytes.ts';
import { HeapGrowth } from '../../../simulator/run/heap-growth.ts';

const day = 86_400_000;
const mebibyte = 2 ** 20;

test.each([
  ['what a day of three cars leaves behind', 20, 0],
  ['what nobody lets go of', 40, 1],
])('%s', (_, grownMebibytes, faults) => {
  let held = 50 * mebibyte;
  const growth = new HeapGrowth(() => held);
  growth.begin(0);
  held += grownMebibytes * mebibyte;
  expect(growth.excess(day, 3)).toHaveLength(faults);
});

test('a queue without bound is seen in the heap itself, what is let go of is not (D13)', () => {
  const growth = new HeapGrowth(heldBytes);
  const endless: number[][] = [];
  const fill = (): void => {
    for (let count = 0; count < 40; count++) endless.push(new Array<number>(mebibyte / 8).fill(count));
  };
  growth.begin(0);
  fill();
  expect(growth.excess(day, 1)).toMatchObject([{ what: 'bytes by which the heap has grown' }]);
  endless.length = 0;
  expect(growth.excess(day, 1)).toEqual([]);
});
