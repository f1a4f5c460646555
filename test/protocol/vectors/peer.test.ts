import { createRequire } from 'node:module';
import { decode, encode, Tag } from 'cbor2';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import { readVectors } from './read-vectors.ts';
import { keyFile, receiptFile, tokenFile } from './vector-format.ts';

/** The vectors with nothing of ours but their hexadecimal: packages cbor2 and @auth0/cose, and WebCrypto. */

const peer: typeof import('@auth0/cose') = createRequire(import.meta.url)('@auth0/cose');
const { pairs } = readVectors('keys.json', keyFile);
const { vectors } = readVectors('tokens.json', tokenFile);

const buffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);
const base64url = (bytes: unknown): string => Buffer.from(bytesOf(bytes)).toString('base64url');
const bytesOf = (item: unknown): Uint8Array => (item instanceof Uint8Array ? item : expect.fail('no bytes'));

/** A COSE_Key as WebCrypto takes it. */
async function imported(hex: string): Promise<CryptoKey> {
  const map = decode(fromHex(hex));
  if (!(map instanceof Map)) return expect.fail('no map');
  const [x, y] = [base64url(map.get(-2)), map.get(-3)];
  return y === undefined
    ? crypto.subtle.importKey('jwk', { kty: 'OKP', crv: 'Ed25519', x }, 'Ed25519', true, ['verify'])
    : crypto.subtle.importKey(
        'jwk',
        { kty: 'EC', crv: 'P-256', x, y: base64url(y) },
        { name: 'ECDSA', namedCurve: 'P-256' },
        true,
        ['verify'],
      );
}

/** Whether a COSE_Sign1 verifies under a key, over this external data. */
async function verifies(signed: string, key: CryptoKey, external = new Uint8Array()): Promise<boolean> {
  const item = decode(fromHex(signed));
  const parts: readonly unknown[] = item instanceof Tag && Array.isArray(item.contents) ? item.contents : [];
  const [protectedBytes, , payload, signature] = parts;
  const toBeSigned = encode(['Signature1', bytesOf(protectedBytes), external, bytesOf(payload)]);
  const algorithm = key.algorithm.name === 'Ed25519' ? 'Ed25519' : { name: 'ECDSA', hash: 'SHA-256' };
  return crypto.subtle.verify(algorithm, key, buffer(bytesOf(signature)), buffer(toBeSigned));
}

function keyIdIn(signed: string): string {
  const item = decode(fromHex(signed));
  const [protectedBytes] = item instanceof Tag && Array.isArray(item.contents) ? item.contents : [];
  const header = decode(bytesOf(protectedBytes));
  return header instanceof Map ? Buffer.from(bytesOf(header.get(4))).toString('hex') : '';
}

const signedByKnown = vectors.flatMap((vector) => {
  if (vector.verdict === 'malformed') return [];
  const pair = pairs.find(({ keyId }) => keyId === keyIdIn(vector.token));
  return pair === undefined ? [] : [{ ...vector, key: pair.key }];
});

describe('tokens', () => {
  it.each(signedByKnown.map((vector) => [vector.verdict, vector.name, vector] as const))(
    '%s: %s: the signature is good for a peer just where it is for us',
    async (verdict, _, { token, key }) => {
      expect(await verifies(token, await imported(key))).toBe(verdict !== 'signature-invalid');
    },
  );

  it('are most of those that are well formed', () => {
    expect(signedByKnown.length).toBeGreaterThan(100);
  });

  it.each(
    signedByKnown
      .filter(({ name, verdict }) => verdict === 'granted' && /EdDSA|ES256/.test(name))
      .map((vector) => [vector.name, vector] as const),
  )('%s: package @auth0/cose verifies it', async (_, { token, key }) => {
    await expect(peer.Sign1.decode(fromHex(token)).verify(await imported(key))).resolves.toBeUndefined();
  });
});

describe('receipts', () => {
  const domain = new TextEncoder().encode('ritmeter/1/rental-receipt');
  const genuine = readVectors('receipts.json', receiptFile).vectors.filter(
    ({ verdict }) => verdict === 'genuine',
  );
  it.each(genuine.map((vector) => [vector.name, vector] as const))(
    '%s: good for a peer',
    async (_, vector) => {
      const key = await crypto.subtle.importKey('raw', buffer(fromHex(vector.carKey)), 'Ed25519', true, [
        'verify',
      ]);
      expect(await verifies(vector.receipt, key, domain)).toBe(true);
    },
  );
});
