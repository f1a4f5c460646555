import { expect, test } from 'vitest';
import { openPin } from '../../device/fuel-card-pin.ts';
import { sealPin } from '../../gateway/seal-pin.ts';
import { carId } from '../../protocol/ids.ts';
import { ed25519Key } from '../support/signing-keys.ts';

const car = carId('car-1');
const random = new Uint8Array(32).fill(0x5a);
const seeds = Array.from({ length: 20 }, (_, at) => new Uint8Array(32).fill(at + 1));

test('what was sealed for a car opens with its own key (13.2)', () => {
  for (const seed of seeds) {
    expect(openPin(sealPin('4711', car, ed25519Key(seed).publicKey.x, random), car, seed)).toBe('4711');
  }
});

test('and with no other, nor under another name, nor changed', () => {
  const [seed = new Uint8Array(32), other = new Uint8Array(32)] = seeds;
  const sealed = sealPin('4711', car, ed25519Key(seed).publicKey.x, random);
  expect(openPin(sealed, car, other)).toBeUndefined();
  expect(openPin(sealed, carId('car-2'), seed)).toBeUndefined();
  expect(openPin(sealed.with(40, (sealed[40] ?? 0) ^ 1), car, seed)).toBeUndefined();
  expect(openPin(sealed.subarray(0, 20), car, seed)).toBeUndefined();
  expect(openPin(sealPin('no pin', car, ed25519Key(seed).publicKey.x, random), car, seed)).toBeUndefined();
});
