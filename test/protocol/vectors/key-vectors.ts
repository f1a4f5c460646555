import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';
import { type PublicKey, writeCoseKey } from '../../../protocol/token/cose-key.ts';
import type { SigningKey } from '../../support/signing-keys.ts';
import { carKey, issuerKey, phoneKey, rootKey, secrets } from '../../support/specification-keys.ts';
import { keyHex, keyIdHex } from './car-state.ts';
import {
  busKey,
  elliptic,
  ellipticPolymorphic,
  extraSecrets,
  limitedKey,
  otherCarKey,
  polymorphic,
  revokedKey,
  securePhoneKey,
  strangerKey,
} from './parties.ts';
import { weakPoints } from './signature-values.ts';
import type { KeyVector, NamedKey } from './vector-format.ts';

const named = (name: string, secret: Uint8Array, { publicKey, keyId }: SigningKey): NamedKey => ({
  name,
  secret: toHex(secret),
  key: keyHex(publicKey),
  keyId,
});

/** Every key pair that signs something in the vectors. Never to be used for anything else. */
export const namedKeys: readonly NamedKey[] = [
  named('car', secrets['car seed (Ed25519)'], carKey),
  named('other car', extraSecrets['other car seed'], otherCarKey),
  named('root', secrets['root seed (Ed25519)'], rootKey),
  named('issuer operator', secrets['issuer seed (Ed25519)'], issuerKey),
  named('issuer secure', extraSecrets['P-256 issuer scalar'], elliptic),
  named('issuer old', extraSecrets['EdDSA issuer seed'], polymorphic),
  named('issuer older', extraSecrets['ES256 issuer scalar'], ellipticPolymorphic),
  named('issuer gone', extraSecrets['revoked issuer seed'], revokedKey),
  named('issuer bus', extraSecrets['bus issuer seed'], busKey),
  named('issuer limited', extraSecrets['limited issuer seed'], limitedKey),
  named('phone', secrets['phone seed (Ed25519)'], phoneKey),
  named('phone with P-256', secrets['phone scalar (P-256)'], securePhoneKey),
  named('stranger', extraSecrets['stranger seed'], strangerKey),
];

const taken = (name: string, key: PublicKey): KeyVector => ({
  name,
  clause: '1.3',
  key: keyHex(key),
  keyId: keyIdHex(key),
  verdict: 'taken',
});

const weak = (name: string, key: PublicKey): KeyVector => ({
  name,
  clause: '7.2',
  key: keyHex(key),
  verdict: 'weak',
});

type Entry = readonly [CborValue, CborValue];
const malformed = (name: string, key: PublicKey, ...entries: readonly Entry[]): KeyVector => ({
  name,
  clause: '7.3',
  key: toHex(encode(new Map([...writeCoseKey(key), ...entries]))),
  verdict: 'malformed',
});

const point = securePhoneKey.publicKey.kind === 'P-256' ? securePhoneKey.publicKey : null;
const P256 = (x: Uint8Array, y: Uint8Array): PublicKey => ({ kind: 'P-256', x, y });
const zero = new Uint8Array(32);
/** p of P-256: coordinates are below it. */
const prime = fromHex('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff');

const ellipticWeak: readonly KeyVector[] =
  point === null
    ? []
    : [
        weak('P-256, x changed by a bit', P256(point.x.with(31, (point.x[31] ?? 0) ^ 1), point.y)),
        weak('P-256, y changed by a bit', P256(point.x, point.y.with(31, (point.y[31] ?? 0) ^ 1))),
        weak('P-256, x and y changed about', P256(point.y, point.x)),
        weak('P-256, 0 and 0', P256(zero, zero)),
        weak('P-256, x = p', P256(prime, point.y)),
      ];

export const keyVectors: readonly KeyVector[] = [
  taken('Ed25519', phoneKey.publicKey),
  taken('P-256', securePhoneKey.publicKey),
  ...weakPoints.map(([name, x]) => weak(`Ed25519 ${name}`, { kind: 'Ed25519', x: fromHex(x) })),
  ...ellipticWeak,
  malformed('a private part, Ed25519', phoneKey.publicKey, [-4, zero]),
  malformed('a private part, P-256', securePhoneKey.publicKey, [-4, zero]),
  malformed('a key id', phoneKey.publicKey, [2, new Uint8Array(8)]),
  malformed('an algorithm', phoneKey.publicKey, [3, -19]),
  malformed('X25519', phoneKey.publicKey, [-1, 4]),
  malformed('P-384', securePhoneKey.publicKey, [-1, 2]),
  malformed('a compressed point', securePhoneKey.publicKey, [-3, true]),
  malformed('31 bytes', phoneKey.publicKey, [-2, new Uint8Array(31)]),
  malformed('33 bytes', phoneKey.publicKey, [-2, new Uint8Array(33)]),
];
