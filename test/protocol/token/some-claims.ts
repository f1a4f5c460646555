import { carId, issuerId, reservationId, subject, tokenId } from '../../../protocol/ids.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import { p256Key } from '../../support/signing-keys.ts';

/** The key of the phone that `someClaims` names. */
export const somePhone = p256Key(new Uint8Array(32).fill(3));

/** Claims with every right, names of full length, times beyond 2^31, list number and uses of 16 bits. */
export const someClaims: Claims = {
  issuer: issuerId('operator'),
  subject: subject('k7q2m9xa'),
  audience: carId('car-0007'),
  expiresAt: epochSeconds(4_102_444_800),
  notBefore: epochSeconds(1_780_300_800),
  issuedAt: epochSeconds(1_780_297_200),
  tokenId: tokenId('0102030405060708'),
  confirmation: somePhone.publicKey,
  scope: ['unlock', 'lock', 'end', 'fuel-card', 'service', 'status'],
  rights: {
    reservation: reservationId('1112131415161718'),
    latestReturnAt: epochSeconds(4_102_444_800),
    denyListNumber: 60_000,
    uses: 1000,
  },
};
