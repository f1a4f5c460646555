import { expect, test } from 'vitest';
import {
  authenticatorOf,
  isPhoneKey,
  keyIdOf,
  publicKeyOf,
  signerOf,
  verifierOf,
} from '../../../gateway/token/keys.ts';
import { fromHex, toHex } from '../../../protocol/codec/bytes.ts';
import { ed25519Key, p256Key, sha256 } from '../../support/signing-keys.ts';

const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');

test('the public key of a seed is that of RFC 8032 §7.1, test 1', () => {
  expect(toHex(publicKeyOf(seed).x)).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
});

test('what the signer signs, the verifier of its public key accepts, and nothing else', () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const signature = signerOf(seed).sign(bytes);
  const verify = verifierOf(publicKeyOf(seed).x);
  expect(verify(bytes, signature)).toBe(true);
  expect(verify(new Uint8Array([1, 2, 4]), signature)).toBe(false);
  expect(verify(bytes, signature.with(0, (signature[0] ?? 0) ^ 1))).toBe(false);
});

test('a key id is the beginning of the COSE thumbprint (RFC 9679)', () => {
  const key = ed25519Key(seed);
  expect(keyIdOf(key.publicKey)).toBe(key.keyId);
  expect(signerOf(seed).keyId).toBe(key.keyId);
});

test('HMAC-SHA-256 is that of RFC 4231 §4.3', () => {
  const authenticate = authenticatorOf(new TextEncoder().encode('Jefe'));
  expect(toHex(authenticate(new TextEncoder().encode('what do ya want for nothing?')))).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('a phone’s P-256 key must lie on the curve', () => {
  const { publicKey } = p256Key(sha256(seed));
  expect(isPhoneKey(publicKey)).toBe(true);
  if (publicKey.kind !== 'P-256') throw new Error('another kind of key');
  const y = publicKey.y.with(31, (publicKey.y[31] ?? 0) ^ 1);
  expect(isPhoneKey({ ...publicKey, y })).toBe(false);
});
