import { describe, expect, test } from 'vitest';
import { enrolmentOf, parsePhoneKey } from '../../../simulator/phone/phone-key.ts';
import { ed25519Key, p256Key } from '../../support/signing-keys.ts';

const keys = [
  ['Ed25519', ed25519Key(new Uint8Array(32).fill(7))],
  ['P-256', p256Key(new Uint8Array(32).fill(7))],
] as const;
const message = new Uint8Array([1, 2, 3]);

describe.each(keys)('a private %s key', (_, key) => {
  test.each([
    ['JWK', JSON.stringify(key.privateKeyObject.export({ format: 'jwk' }))],
    ['PEM', key.privateKeyObject.export({ format: 'pem', type: 'pkcs8' }).toString()],
  ])('is read as %s, and signs as COSE has it', (__, text) => {
    const parsed = parsePhoneKey(text, 'phone.json');
    expect(parsed.publicKey).toEqual(key.publicKey);
    expect(parsed.sign(message)).toHaveLength(64);
    expect(key.verify(message, parsed.sign(message))).toBe(true);
  });

  test('is enrolled by its public half alone', () => {
    const enrolment = enrolmentOf(key.publicKey);
    expect(enrolment.keyId).toBe(key.keyId);
    const { d } = key.privateKeyObject.export({ format: 'jwk' });
    expect(JSON.stringify(enrolment)).not.toContain(Buffer.from(d ?? '', 'base64url').toString('hex'));
  });
});

test.each([
  ['nothing', ''],
  ['no key', 'hello'],
  ['a public key', JSON.stringify(keys[0][1].publicKeyObject.export({ format: 'jwk' }))],
  ['broken JSON', '{"kty":'],
  ['another curve', JSON.stringify({ kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA', d: 'AA' })],
])('%s is refused, naming the file', (_, text) => {
  expect(() => parsePhoneKey(text, 'phone.json')).toThrow(
    expect.objectContaining({
      code: 'key-invalid',
      blame: 'operator',
      message: expect.stringMatching(/^phone\.json: /),
    }),
  );
});
