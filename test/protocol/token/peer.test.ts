import { createSecretKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { decodeAuthenticated, encodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { claimsCodec } from '../../../protocol/token/claims.ts';
import { encodeEnvelope } from '../../../protocol/token/envelope.ts';
import { decodeToken } from '../../../protocol/token/token.ts';
import { ed25519Key, hmacWith, p256Key, type SigningKey } from '../../support/signing-keys.ts';
import { someClaims } from './some-claims.ts';

/** By `require`, which gives it a cbor-x of its own: it registers tags with cbor-x for all who share the module. */
const peer: typeof import('@auth0/cose') = createRequire(import.meta.url)('@auth0/cose');
const { Algorithms, Headers, Mac0, Sign1 } = peer;

const payload = encode(claimsCodec.write(someClaims));

/** @auth0/cose knows the deprecated algorithm numbers only; cars take them from key ids pinned to them (clause 7.2). */
describe.each<[string, SigningKey, -7 | -8]>([
  ['EdDSA', ed25519Key(new Uint8Array(32).fill(4)), Algorithms.EdDSA],
  ['ES256', p256Key(new Uint8Array(32).fill(5)), Algorithms.ES256],
])('tokens under %s and package @auth0/cose', (name, key, algorithm) => {
  const kid = fromHex(key.keyId);

  it('the peer verifies a token that we signed', async () => {
    const header = new Map<number, number | Uint8Array>([
      [1, algorithm],
      [4, kid],
    ]);
    const token = encodeEnvelope('sign1', header, payload, new Uint8Array(), key.sign);
    await expect(Sign1.decode(token).verify(key.publicKeyObject)).resolves.toBeUndefined();
  });

  it('the peer refuses it under another key', async () => {
    const header = new Map<number, number | Uint8Array>([
      [1, algorithm],
      [4, kid],
    ]);
    const token = encodeEnvelope('sign1', header, payload, new Uint8Array(), (bytes) =>
      key.sign(bytes.subarray(1)),
    );
    await expect(Sign1.decode(token).verify(key.publicKeyObject)).rejects.toThrow();
  });

  it('we verify a token that the peer signed', async () => {
    const made = await Sign1.sign(
      [
        [Headers.Algorithm, algorithm],
        [Headers.KeyID, kid],
      ],
      [],
      payload,
      key.privateKeyObject,
    );
    const token = decodeToken(made.encode());
    expect(token).toMatchObject({ algorithm: name, keyId: key.keyId, claims: someClaims });
    expect(key.verify(token.signedBytes, token.signature)).toBe(true);
  });
});

describe('COSE_Mac0 and package @auth0/cose', () => {
  const key = new Uint8Array(32).fill(6);
  const topic = 'ritmeter/1/cars/car-007/receipts';
  const message = encodeAuthenticated(topic, payload, hmacWith(key));

  it('the peer authenticates what we made, with the topic as external data', async () => {
    const externalAAD = new TextEncoder().encode(topic);
    await expect(Mac0.decode(message).verify(createSecretKey(key), { externalAAD })).resolves.toBeUndefined();
  });

  it('the peer refuses it for another topic', async () => {
    const externalAAD = new TextEncoder().encode('ritmeter/1/cars/car-008/receipts');
    await expect(Mac0.decode(message).verify(createSecretKey(key), { externalAAD })).rejects.toThrow();
    expect(() => decodeAuthenticated('ritmeter/1/cars/car-008/receipts', message, hmacWith(key))).toThrow(
      /not authenticated/,
    );
  });
});
