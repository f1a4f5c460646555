import { expect, test } from 'vitest';
import { recordingCar } from '../../support/records.ts';
import { openMemory, TestStore } from '../../support/store.ts';

const entry = { car: recordingCar('car-9').car, priceClass: 'S', registration: '1-ABC-234' };

test('a car gets a password and a key for messages to it, both random and nowhere kept in clear', () => {
  const gateway = new TestStore();
  const first = gateway.provision(gateway.addCar('car-1'));
  const second = gateway.provision(gateway.addCar('car-2'));
  expect(first.password).toMatch(/^[0-9a-f]{64}$/);
  expect(first.macKey).toHaveLength(32);
  expect(second.password).not.toBe(first.password);
  expect(JSON.stringify(gateway.store.cars())).not.toContain(first.password);
});

test('a car’s public key must be a point that signatures may use', () => {
  const { store } = new TestStore();
  expect(() => store.addCar({ ...entry, publicKey: new Uint8Array(32) })).toThrow(
    expect.objectContaining({ code: 'invalid-key' }),
  );
});

test('a car may not have the login of the observer', () => {
  const { store } = new TestStore(openMemory(), {
    observer: { name: 'car-9', password: 'only-for-reading' },
  });
  const { publicKey } = recordingCar('car-9');
  expect(() => store.addCar({ ...entry, publicKey })).toThrow(
    expect.objectContaining({ code: 'already-exists' }),
  );
});

test('a price class that is on no list is refused (T2)', () => {
  const { store } = new TestStore();
  const { publicKey } = recordingCar('car-9');
  expect(() => store.addCar({ ...entry, publicKey, priceClass: 'XXL' })).toThrow(
    expect.objectContaining({ code: 'unknown-class', message: expect.stringContaining('XXL') }),
  );
});
