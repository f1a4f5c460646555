import { expect, test } from 'vitest';
import { verifyPhone } from '../../../gateway/token/keys.ts';
import { ed25519Key, p256Key, sha256 } from '../../support/signing-keys.ts';

const bytes = new TextEncoder().encode('what is signed');
const seed = sha256(new Uint8Array([7]));

test.each([
  ['Ed25519', ed25519Key(seed), p256Key(seed)],
  ['P-256', p256Key(seed), ed25519Key(seed)],
] as const)(
  'a signature by a phone’s %s key verifies, over these bytes and under this key alone',
  (_, phone, other) => {
    expect(verifyPhone(phone.publicKey, bytes, phone.sign(bytes))).toBe(true);
    expect(verifyPhone(phone.publicKey, bytes.slice(1), phone.sign(bytes))).toBe(false);
    expect(verifyPhone(phone.publicKey, bytes, other.sign(bytes))).toBe(false);
  },
);

test('a P-256 key that is not on the curve verifies nothing', () => {
  const key = { kind: 'P-256', x: seed, y: seed } as const;
  expect(verifyPhone(key, bytes, new Uint8Array(64))).toBe(false);
});

test('an Ed25519 key of low order verifies nothing, not even what it would', () => {
  const identity = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
  const forged = new Uint8Array([...identity, ...new Uint8Array(32)]);
  expect(verifyPhone({ kind: 'Ed25519', x: identity }, bytes, forged)).toBe(false);
});
