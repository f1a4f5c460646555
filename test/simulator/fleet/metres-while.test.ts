import { expect, test } from 'vitest';
import { MetresWhile } from '../../../simulator/fleet/metres-while.ts';

test('metres are summed up while it holds, and how often that began', () => {
  const off = new MetresWhile();
  off.note(false, 100);
  off.note(true, 200);
  off.note(true, 250);
  off.note(false, 300);
  off.note(true, 400);
  expect([off.metres, off.times]).toEqual([100, 2]);
  off.reset();
  off.note(false, 900);
  expect([off.metres, off.times]).toEqual([0, 0]);
});
