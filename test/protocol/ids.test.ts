import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carId,
  commandId,
  customerId,
  driverId,
  issuerId,
  journalId,
  keyId,
  reservationId,
  subject,
  tokenId,
} from '../../protocol/ids.ts';

describe('ids that travel (clauses 1.3, 1.5)', () => {
  it.each([carId, issuerId, subject])('short names have 1 to 8 of a-z 0-9 -', (brand) => {
    for (const good of ['a', 'car-007', '--------', '12345678']) expect(brand(good)).toBe(good);
    for (const bad of ['', 'ninechars', 'Car', 'car_7', 'a b', 'a\n', 'é'])
      expect(() => brand(bad)).toThrow(RangeError);
  });

  it.each([journalId, reservationId, tokenId, keyId, commandId])(
    'others are eight bytes in lower-case hexadecimal',
    (brand) => {
      fc.assert(
        fc.property(fc.stringMatching(/^[0-9a-f]{16}$/), (good) => {
          expect(brand(good)).toBe(good);
        }),
      );
      for (const bad of [
        '',
        '0011223344556677 ',
        '00112233445566',
        'A011223344556677',
        '0011223344556677\n',
      ]) {
        expect(() => brand(bad)).toThrow(RangeError);
      }
    },
  );
});

describe('ids on the operator side', () => {
  it.each([customerId, driverId])('have 1 to 32 of a-z 0-9 -', (brand) => {
    expect(brand('a'.repeat(32))).toHaveLength(32);
    for (const bad of ['', 'a'.repeat(33), 'Müller'])
      expect(() => brand(bad)).toThrow(/^".*" is no (customer|driver) id: /);
  });
});
