import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { decode } from '../../protocol/codec/cbor.ts';
import { MalformedError } from '../../protocol/errors.ts';
import { algorithmOf } from '../../protocol/token/algorithm.ts';
import { decodeEnvelope, readParts, sealedBytes } from '../../protocol/token/envelope.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import { readData } from './data-folder.ts';

const hexadecimal = z.string().transform((text) => Buffer.from(text, 'hex').toString('base64url'));

/** cose-wg/Examples write coordinates in base64url or, under `x_hex`, in hexadecimal. */
const keySchema = z
  .object({
    kty: z.enum(['EC', 'OKP']),
    crv: z.enum(['P-256', 'Ed25519']),
    x: z.string().optional(),
    y: z.string().optional(),
    x_hex: hexadecimal.optional(),
    y_hex: hexadecimal.optional(),
  })
  .transform(({ kty, crv, x, y, x_hex, y_hex }) => ({ kty, crv, x: x ?? x_hex, y: y ?? y_hex }));

const vectorSchema = z.object({
  input: z.object({
    plaintext: z.string().optional(),
    plaintext_hex: z.string().optional(),
    sign0: z.object({ key: keySchema, alg: z.string() }),
  }),
  intermediates: z.object({ ToBeSign_hex: z.string() }),
  output: z.object({ cbor: z.string() }),
});

function readVector(name: string) {
  const { input, intermediates, output } = vectorSchema.parse(JSON.parse(readData(`cose/${name}.json`)));
  const { kty, crv, x, y } = input.sign0.key;
  const jwk = { kty, crv, ...(x === undefined ? {} : { x }), ...(y === undefined ? {} : { y }) };
  return {
    algorithm: input.sign0.alg,
    plaintext: input.plaintext_hex ?? Buffer.from(input.plaintext ?? '').toString('hex'),
    toBeSigned: intermediates.ToBeSign_hex.toLowerCase(),
    message: fromHex(output.cbor),
    key: createPublicKey({ key: jwk, format: 'jwk' }),
  };
}

function verifies(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  return verify(digest, bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

describe.each(['Appendix_C_2_1', 'cwt-A_3', 'ecdsa-sig-01', 'eddsa-sig-01'])(
  'vector %s of COSE_Sign1',
  (name) => {
    const { algorithm, plaintext, toBeSigned, message, key } = readVector(name);
    const envelope = decodeEnvelope('sign1', message);
    const signedBytes = sealedBytes('sign1', envelope);

    it('has payload and algorithm as stated', () => {
      expect(toHex(envelope.payload)).toBe(plaintext);
      expect(algorithmOf(Number(envelope.protectedHeader.get(1)))).toBe(algorithm);
    });

    it('gives the Sig_structure as stated', () => {
      expect(toHex(signedBytes)).toBe(toBeSigned);
    });

    it('verifies, and not with one bit of the signature changed', () => {
      expect(verifies(key, signedBytes, envelope.seal)).toBe(true);
      const changed = Uint8Array.from(envelope.seal, (byte, at) => (at === 40 ? byte ^ 1 : byte));
      expect(verifies(key, signedBytes, changed)).toBe(false);
    });

    it('opens no car: it is no token of ours (clause 7.1)', () => {
      expect(() => decodeToken(message)).toThrow(MalformedError);
    });
  },
);

describe('vector sign-pass-03, whose tag is removed', () => {
  const { message, key, toBeSigned } = readVector('sign-pass-03');

  it('is refused for its missing tag', () => {
    expect(() => decodeEnvelope('sign1', message)).toThrow('COSE_Sign1: not tagged 18');
  });

  it('has nothing else wrong with it', () => {
    const envelope = readParts('COSE_Sign1', decode(message));
    const signedBytes = sealedBytes('sign1', envelope);
    expect(toHex(signedBytes)).toBe(toBeSigned);
    expect(verifies(key, signedBytes, envelope.seal)).toBe(true);
  });
});
