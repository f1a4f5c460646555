import type { Verifier } from '../../../device/access/signatures.ts';
import { carId, issuerId, reservationId, tokenId } from '../../../protocol/ids.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import { issuer, issuerKey, phoneKey, claims as someClaims } from '../../device/access/judging.ts';
import { deterministicP256 } from '../../support/deterministic-p256.ts';
import { ed25519Key, type SigningKey } from '../../support/signing-keys.ts';

/** A token and the phone that shows it. */
export interface Right {
  readonly token: Uint8Array;
  readonly phone: SigningKey;
}

const { denyListNumber: _, ...rights } = someClaims.rights;
const claims: Claims = { ...someClaims, rights };
/** Signs the same each time, so that a seed says it all. */
const ellipticPhoneKey = deterministicP256(new Uint8Array(32).fill(3));
const stranger = ed25519Key(new Uint8Array(32).fill(77));
const right = (changes: Partial<Claims> = {}, phone: SigningKey = phoneKey, signer = issuerKey): Right => ({
  token: encodeToken({ ...claims, confirmation: phone.publicKey, ...changes }, signer),
  phone,
});

export const knownIssuer = issuer;
export const knownCar = claims.audience;
export const deniedToken = tokenId('dddddddddddddddd');

/** Tokens of one reservation that open the car, for phones of both kinds. */
export const goodRights: readonly Right[] = [right(), right({}, ellipticPhoneKey)];

/** Tokens that are genuine, or nearly so, and open nothing here. */
export const otherRights: readonly Right[] = [
  right({ audience: carId('car-0008') }),
  right({ expiresAt: epochSeconds(claims.notBefore + 1) }),
  right({ notBefore: epochSeconds(claims.expiresAt - 1) }),
  right({ expiresAt: epochSeconds(claims.notBefore + 9 * 3_600) }),
  right({
    issuedAt: epochSeconds(0xffff_fff0),
    expiresAt: epochSeconds(0xffff_ffff),
    notBefore: epochSeconds(0xffff_fff0),
  }),
  right({ scope: ['lock', 'end'] }),
  right({ tokenId: deniedToken }),
  right({ rights: { ...claims.rights, denyListNumber: 2_000_000 } }),
  right({ rights: { ...claims.rights, reservation: reservationId('eeeeeeeeeeeeeeee') } }),
  right({ issuer: issuerId('another') }),
  right({ confirmation: stranger.publicKey }),
  right({ issuedAt: claims.expiresAt }),
  right({ confirmation: ellipticPhoneKey.publicKey }),
  right({ confirmation: { kind: 'Ed25519', x: new Uint8Array(32).with(0, 1) } }),
  right({}, phoneKey, stranger),
  right({}, phoneKey, { ...stranger, keyId: issuerKey.keyId }),
];

/** A verifier that counts what is asked of it. */
export function counted(verify: Verifier): { readonly verify: Verifier; readonly count: () => number } {
  let checks = 0;
  return {
    verify: (...asked) => {
      checks++;
      return verify(...asked);
    },
    count: () => checks,
  };
}
