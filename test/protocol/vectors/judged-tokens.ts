import { concat, fromHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { issuerId, keyId } from '../../../protocol/ids.ts';
import { type Claims, claimsCodec } from '../../../protocol/token/claims.ts';
import { decodeEnvelope, encodeEnvelope, sealedBytes } from '../../../protocol/token/envelope.ts';
import { otherP256Signature, p256Order, scalarBytes } from '../../support/deterministic-p256.ts';
import type { SigningKey } from '../../support/signing-keys.ts';
import { issuerKey } from '../../support/specification-keys.ts';
import { issuerState, keyIdHex } from './car-state.ts';
import {
  claims,
  elliptic,
  ellipticPolymorphic,
  issuers,
  nowSeconds,
  polymorphic,
  revokedKey,
  securePhoneKey,
  strangerKey,
} from './parties.ts';
import { forgedByLowOrder, nonCanonical, weakPoints, withLargeS } from './signature-values.ts';
import { asked, tokenOf } from './token-vector.ts';
import type { TokenVector } from './vector-format.ts';

const named = (name: string): Partial<Claims> => ({ issuer: issuerId(name) });

/** A token under another algorithm number than its key's own. */
const under = (algorithm: number, changes: Partial<Claims>, key: SigningKey): Uint8Array =>
  encodeEnvelope(
    'sign1',
    new Map<CborValue, CborValue>([
      [1, algorithm],
      [4, fromHex(key.keyId)],
    ]),
    encode(claimsCodec.write({ ...claims, ...changes })),
    new Uint8Array(),
    key.sign,
  );

/** The token with another signature over the same bytes. */
function resealed(token: Uint8Array, change: (seal: Uint8Array, signed: Uint8Array) => Uint8Array) {
  const { protectedBytes, payload, seal } = decodeEnvelope('sign1', token);
  const signed = sealedBytes('sign1', { protectedBytes, payload });
  return encode(new CborTag(18, [protectedBytes, new Map(), payload, change(seal, signed)]));
}

const good = tokenOf();
const secure = tokenOf(named('secure'), elliptic);
const parts = decodeEnvelope('sign1', good);
const flipped = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, (bytes[at] ?? 0) ^ 1);
const zero = new Uint8Array(32);
const nothing = new Uint8Array();

const granted: readonly TokenVector[] = [
  asked('the token of annex A', good, { clause: '7.8', verdict: 'granted' }),
  asked('a P-256 phone', tokenOf({ confirmation: securePhoneKey.publicKey }), {
    clause: '7.2',
    verdict: 'granted',
    phone: securePhoneKey,
  }),
  asked('an issuer with P-256 (-9)', secure, { clause: '7.2', verdict: 'granted' }),
  asked('an issuer with P-256, the other s', resealed(secure, otherP256Signature), {
    clause: '1.6',
    verdict: 'granted',
  }),
  asked('EdDSA (-8) from a key id pinned to it', under(-8, named('old'), polymorphic), {
    clause: '7.2',
    verdict: 'granted',
  }),
  asked('ES256 (-7) from a key id pinned to it', under(-7, named('older'), ellipticPolymorphic), {
    clause: '7.2',
    verdict: 'granted',
  }),
  asked('260 bytes', tokenOf(full(60_000, 1_000), elliptic), {
    clause: '7.6',
    verdict: 'granted',
    phone: securePhoneKey,
    car: { denyList: { number: 60_000, issuedAt: nowSeconds, denied: [] } },
  }),
  asked('more than 260 bytes, for its large numbers', tokenOf(full(60_000, 2 ** 40), elliptic), {
    clause: '7.6',
    verdict: 'granted',
    phone: securePhoneKey,
    car: { denyList: { number: 60_000, issuedAt: nowSeconds, denied: [] } },
  }),
];

/** The point of a P-256 issuer moved off the curve. */
const offTheCurve = (() => {
  const { publicKey } = elliptic;
  const key = { ...publicKey, x: flipped(publicKey.x, 31) };
  const entries = issuers
    .filter(({ issuer }) => issuer === 'secure')
    .map((entry) => issuerState({ ...entry, key }));
  const token = tokenOf(named('secure'), { ...elliptic, keyId: keyId(keyIdHex(key)) });
  return { token, issuers: entries };
})();

/** All rights, of a phone with P-256. */
function full(denyListNumber: number, uses: number): Partial<Claims> {
  return {
    issuer: issuerId('secure'),
    confirmation: securePhoneKey.publicKey,
    scope: ['unlock', 'lock', 'end', 'fuel-card', 'service', 'status'],
    rights: { ...claims.rights, denyListNumber, uses },
  };
}

const signedWith = (domain: string): Uint8Array =>
  issuerKey.sign(sealedBytes('sign1', parts, new TextEncoder().encode(domain)));

const badSeals: readonly (readonly [string, Uint8Array])[] = [
  ['one bit changed in the signature', resealed(good, (seal) => flipped(seal, 40))],
  [
    'the signature of another token',
    resealed(good, () => decodeEnvelope('sign1', tokenOf({ scope: ['lock'] })).seal),
  ],
  ['a signature of zeros', resealed(good, () => new Uint8Array(64))],
  ['Ed25519 with S + L', resealed(good, withLargeS)],
  [
    'Ed25519 with an R that is not canonical',
    resealed(good, (seal) => concat(fromHex(nonCanonical), seal.slice(32))),
  ],
  ['signed by another key', resealed(good, (_, signed) => strangerKey.sign(signed))],
  ['signed for another domain, of a list', resealed(good, () => signedWith('ritmeter/1/deny-list'))],
  ['signed for another domain, of a proof', resealed(good, () => signedWith('ritmeter/1/proof'))],
  [
    'signed as COSE_Sign',
    resealed(good, () => issuerKey.sign(encode(['Signature', parts.protectedBytes, nothing, parts.payload]))),
  ],
  ['signed without Sig_structure', resealed(good, () => issuerKey.sign(parts.payload))],
  ['P-256 with r = 0', resealed(secure, (seal) => concat(zero, seal.slice(32)))],
  ['P-256 with s = 0', resealed(secure, (seal) => concat(seal.slice(0, 32), zero))],
  ['P-256 with r = s = 0', resealed(secure, () => new Uint8Array(64))],
  ['P-256 with r = n', resealed(secure, (seal) => concat(scalarBytes(p256Order), seal.slice(32)))],
  ['P-256 with s = n', resealed(secure, (seal) => concat(seal.slice(0, 32), scalarBytes(p256Order)))],
  ['P-256 with r and s changed about', resealed(secure, (seal) => concat(seal.slice(32), seal.slice(0, 32)))],
  [
    'P-256, little endian',
    resealed(secure, (seal) => concat(seal.slice(0, 32).toReversed(), seal.slice(32).toReversed())),
  ],
];

/** A token by a key under which anybody can sign, at a car that knows this key. */
function weaklyIssued([name, x]: readonly [string, string]): TokenVector {
  const key = { kind: 'Ed25519', x: fromHex(x) } as const;
  const forger = { ...issuerKey, keyId: keyId(keyIdHex(key)), sign: () => forgedByLowOrder };
  return asked(`an issuer's key ${name}`, tokenOf({}, forger), {
    clause: '7.2',
    verdict: 'signature-invalid',
    car: { issuers: issuers.slice(0, 1).map((entry) => issuerState({ ...entry, key })) },
  });
}

const otherAlgorithms: readonly (readonly [string, Uint8Array])[] = [
  ['EdDSA (-8) from a key id pinned to Ed25519', under(-8, {}, issuerKey)],
  ['ES256 (-7) from a key id pinned to ESP256', under(-7, named('secure'), elliptic)],
  ['Ed25519 (-19) from a key id pinned to EdDSA', under(-19, named('old'), polymorphic)],
  ['ESP256 (-9) from a key id pinned to ES256', under(-9, named('older'), ellipticPolymorphic)],
  ['ESP256 (-9) from an Ed25519 key', under(-9, {}, issuerKey)],
  ['Ed25519 (-19) from a P-256 key', under(-19, named('secure'), elliptic)],
];

/** Whether a token is its issuer's. */
export const judgedTokens: readonly TokenVector[] = [
  ...granted,
  asked('a key id that the car does not know', tokenOf({}, strangerKey), {
    clause: '7.8',
    verdict: 'unknown-issuer',
  }),
  asked("a known key under another issuer's name", tokenOf({ issuer: issuerId('secure') }), {
    clause: '7.8',
    verdict: 'unknown-issuer',
  }),
  ...otherAlgorithms.map(([name, token]) =>
    asked(name, token, { clause: '7.2', verdict: 'algorithm-not-allowed' }),
  ),
  ...badSeals.map(([name, token]) => asked(name, token, { clause: '1.6', verdict: 'signature-invalid' })),
  ...weakPoints.map(weaklyIssued),
  asked("an issuer's P-256 key that is not on the curve", offTheCurve.token, {
    clause: '7.2',
    verdict: 'signature-invalid',
    car: { issuers: offTheCurve.issuers },
  }),
  asked('a key that is revoked', tokenOf(named('gone'), revokedKey), {
    clause: '12.3',
    verdict: 'issuer-revoked',
  }),
];
