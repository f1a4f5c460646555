import { expect, test } from 'vitest';
import { readIssuerKey } from '../../gateway/outside-token.ts';
import { toHex } from '../../protocol/codec/bytes.ts';
import { ed25519Key, p256Key } from '../support/signing-keys.ts';

const seed = new Uint8Array(32).fill(9);
const key = ed25519Key(seed).privateKeyObject;
const other = p256Key(seed).privateKeyObject;

test.each([
  ['hexadecimal', `${toHex(seed)}\n`],
  ['JWK', JSON.stringify(key.export({ format: 'jwk' }))],
  ['PEM', key.export({ format: 'pem', type: 'pkcs8' }).toString()],
])('an issuer’s key is read from %s', (_, text) => {
  expect(readIssuerKey(text, 'app.key')).toEqual(seed);
});

test.each([
  ['of another curve as JWK', JSON.stringify(other.export({ format: 'jwk' }))],
  ['of another curve as PEM', other.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ['cut short', toHex(seed).slice(2)],
  ['broken JSON', '{"kty":'],
  ['nothing', ''],
])('a key %s is refused by the name of its file', (_, text) => {
  expect(() => readIssuerKey(text, 'app.key')).toThrow(/^app\.key: no private Ed25519 key/);
});
