import { expect, test } from 'vitest';
import { FuelLevel } from '../../../device/fuel/level.ts';

test('an electric car is never more than full, nor less than empty, whatever its battery tells', () => {
  const charge = new FuelLevel(() => 0);
  charge.describe('electric', undefined);
  const told = [1020, -15, 633].map((permille) => {
    charge.take(permille);
    return charge.permille;
  });
  expect(told).toEqual([1000, 0, 633]);
});
