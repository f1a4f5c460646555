import { issuerId, tokenId } from '../../../protocol/ids.ts';
import type { DenyList } from '../../../protocol/lists/id-list.ts';
import type { KeySetEntry } from '../../../protocol/lists/key-set.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import { epochSeconds } from '../../../protocol/units.ts';
import { deterministicP256 } from '../../support/deterministic-p256.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import {
  car,
  driver,
  issuer,
  issuerKey,
  morning,
  phoneKey,
  reservation,
  secrets,
  token,
} from '../../support/specification-keys.ts';

/** Who takes part in the vectors: those of annex A, and more issuers. */

const filled = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

export const extraSecrets = {
  'P-256 issuer scalar': filled(0x0a),
  'EdDSA issuer seed': filled(0x0b),
  'ES256 issuer scalar': filled(0x0c),
  'bus issuer seed': filled(0x0d),
  'revoked issuer seed': filled(0x0e),
  'limited issuer seed': filled(0x0f),
  'stranger seed': filled(0x10),
  'other car seed': filled(0x11),
} as const;

export const securePhoneKey = deterministicP256(secrets['phone scalar (P-256)']);
export const elliptic = deterministicP256(extraSecrets['P-256 issuer scalar']);
export const polymorphic = ed25519Key(extraSecrets['EdDSA issuer seed']);
export const ellipticPolymorphic = deterministicP256(extraSecrets['ES256 issuer scalar']);
export const busKey = ed25519Key(extraSecrets['bus issuer seed']);
export const revokedKey = ed25519Key(extraSecrets['revoked issuer seed']);
export const limitedKey = ed25519Key(extraSecrets['limited issuer seed']);
export const strangerKey = ed25519Key(extraSecrets['stranger seed']);
export const otherCarKey = ed25519Key(extraSecrets['other car seed']);

const everything = ['unlock', 'lock', 'end', 'fuel-card', 'service', 'status'] as const;

/** All issuers that the car of the vectors knows. */
export const issuers: readonly KeySetEntry[] = [
  {
    issuer,
    algorithm: 'Ed25519',
    key: issuerKey.publicKey,
    scopes: ['unlock', 'lock', 'end', 'status'],
    longestLifeSeconds: 86_400,
    cars: ['car-0*'],
    denies: true,
  },
  ...(
    [
      ['secure', 'ESP256', elliptic],
      ['old', 'EdDSA', polymorphic],
      ['older', 'ES256', ellipticPolymorphic],
      ['gone', 'Ed25519', revokedKey],
    ] as const
  ).map(([name, algorithm, { publicKey: key }]) => ({
    issuer: issuerId(name),
    algorithm,
    key,
    scopes: everything,
    longestLifeSeconds: 86_400,
    denies: false,
  })),
  {
    issuer: issuerId('bus'),
    algorithm: 'Ed25519',
    key: busKey.publicKey,
    scopes: everything,
    longestLifeSeconds: 86_400,
    cars: ['bus-*', 'car-9'],
    denies: false,
  },
  {
    issuer: issuerId('limited'),
    algorithm: 'Ed25519',
    key: limitedKey.publicKey,
    scopes: ['lock', 'status'],
    longestLifeSeconds: 3_600,
    denies: false,
  },
];

/** 06:30 of annex A's morning, in milliseconds. */
export const now = morning + 30 * 60_000;
export const nowSeconds = now / 1_000;

export const deniedToken = tokenId('dddddddddddddddd');

/** The list that the car has. */
export const denyList: DenyList = {
  car,
  number: 17,
  issuedAt: epochSeconds(morning / 1_000),
  denied: [deniedToken],
};

/** A right to the car from a quarter to six until ten. */
export const claims: Claims = {
  issuer,
  subject: driver,
  audience: car,
  expiresAt: epochSeconds(nowSeconds + 3.5 * 3_600),
  notBefore: epochSeconds(nowSeconds - 2_700),
  issuedAt: epochSeconds(nowSeconds - 5_400),
  tokenId: token,
  confirmation: phoneKey.publicKey,
  scope: ['unlock', 'lock', 'end', 'status'],
  rights: { reservation, latestReturnAt: epochSeconds(nowSeconds + 2.5 * 3_600) },
};
