import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encode } from '../../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { Fault } from '../../../protocol/errors.ts';
import { decodeAuthenticated, encodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { decodeEnvelope, type EnvelopeForm, encodeEnvelope } from '../../../protocol/token/envelope.ts';
import { decodeSigned, encodeSigned } from '../../../protocol/token/signed.ts';
import { ed25519Key, hmacWith } from '../../support/signing-keys.ts';

interface Sealing {
  readonly form: EnvelopeForm;
  readonly algorithm: number;
  seal(bytes: Uint8Array): Uint8Array;
  encode(topic: string, payload: Uint8Array): Uint8Array;
  decode(topic: string, message: Uint8Array): Uint8Array;
  decodeByOther(topic: string, message: Uint8Array): Uint8Array;
}

const car = ed25519Key(new Uint8Array(32).fill(1));
const other = ed25519Key(new Uint8Array(32).fill(2));
const mac = hmacWith(new Uint8Array(32).fill(1));
const otherMac = hmacWith(new Uint8Array(32).fill(2));
const topic = 'ritmeter/1/cars/car-007/receipts';

describe.each<[string, Sealing]>([
  [
    'COSE_Mac0 of receipts and commands (clause 4.2)',
    {
      form: 'mac0',
      algorithm: 5,
      seal: mac,
      encode: (to, payload) => encodeAuthenticated(to, payload, mac),
      decode: (from, message) => decodeAuthenticated(from, message, mac),
      decodeByOther: (from, message) => decodeAuthenticated(from, message, otherMac),
    },
  ],
  [
    'COSE_Sign1 of loss notices (clause 4.3)',
    {
      form: 'sign1',
      algorithm: -19,
      seal: car.sign,
      encode: (to, payload) => encodeSigned(to, payload, car.sign),
      decode: (from, message) => decodeSigned(from, message, car.verify),
      decodeByOther: (from, message) => decodeSigned(from, message, other.verify),
    },
  ],
])('%s', (_, sealing) => {
  it('gives back the payload', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.uint8Array({ maxLength: 100 }), (anyTopic, payload) => {
        expect(sealing.decode(anyTopic, sealing.encode(anyTopic, payload))).toEqual(payload);
      }),
    );
  });

  it('is not taken for another topic nor under another key', () => {
    const message = sealing.encode(topic, Uint8Array.of(1));
    expect(codeOf(() => sealing.decode('ritmeter/1/cars/car-008/receipts', message))).toBe('not-authentic');
    expect(codeOf(() => sealing.decodeByOther(topic, message))).toBe('not-authentic');
  });

  it('is not taken with any one bit changed', () => {
    const message = sealing.encode(topic, Uint8Array.of(1, 2, 3));
    for (let bit = 0; bit < message.length * 8; bit++) {
      const changed = Uint8Array.from(message);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(
        codeOf(() => sealing.decode(topic, changed)),
        `bit ${bit}`,
      ).toMatch(/^(not-authentic|malformed)$/);
    }
  });

  it('is not taken with another algorithm or more headers, though sealed', () => {
    const aad = new TextEncoder().encode(topic);
    const headers: readonly ReadonlyMap<CborValue, CborValue>[] = [
      new Map([[1, -8]]),
      new Map([[1, 4]]),
      new Map(),
      new Map<CborValue, CborValue>([
        [1, sealing.algorithm],
        [2, [99]],
        [99, 0],
      ]),
    ];
    for (const header of headers) {
      const message = encodeEnvelope(sealing.form, header, Uint8Array.of(1), aad, sealing.seal);
      expect(codeOf(() => sealing.decode(topic, message))).toBe('not-authentic');
    }
  });

  it('is not taken with an unprotected header', () => {
    const { protectedBytes, payload, seal } = decodeEnvelope(
      sealing.form,
      sealing.encode(topic, Uint8Array.of(1)),
    );
    const tag = sealing.form === 'mac0' ? 17 : 18;
    const message = encode(new CborTag(tag, [protectedBytes, new Map([[4, 0]]), payload, seal]));
    expect(codeOf(() => sealing.decode(topic, message))).toBe('not-authentic');
  });
});

/** The code of the fault; `none` where nothing was thrown. */
function codeOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code;
    throw thrown;
  }
}
