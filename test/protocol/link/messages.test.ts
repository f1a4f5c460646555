import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../../protocol/codec/cbor.ts';
import type { CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { encodeFrame, maxFrameBytes, maxLinkMessageBytes, openFrame } from '../../../protocol/link/frame.ts';
import { decodeLinkMessage, encodeLinkMessage } from '../../../protocol/link/messages.ts';
import { slipDecode, slipStart } from '../../../protocol/link/slip.ts';
import { linkMessageValues } from './message-values.ts';

const anyMessage = fc.oneof(...Object.values(linkMessageValues));

/** Number and fields of a message as CBOR. */
function partsOf(message: Uint8Array): {
  readonly number: CborValue;
  readonly fields: Map<CborValue, CborValue>;
} {
  const item = decode(message);
  if (Array.isArray(item) && item[1] instanceof Map) return { number: item[0], fields: new Map(item[1]) };
  throw new Error('not [number, fields]');
}

const refusal = (item: CborValue): unknown => {
  try {
    return decodeLinkMessage(encode(item));
  } catch (thrown) {
    return thrown instanceof MalformedError ? thrown.message : thrown;
  }
};

describe('messages of the phone link (clause 6.2)', () => {
  it('come back as written, also out of a frame', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { packets } = slipDecode(slipStart, encodeFrame(encodeLinkMessage(message)), maxFrameBytes);
        const opened = openFrame(packets[0] ?? new Uint8Array());
        expect(opened).not.toBeNull();
        if (opened !== null) expect(decodeLinkMessage(opened)).toEqual(message);
      }),
    );
  });

  it(`fit ${maxLinkMessageBytes} bytes`, () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(encodeLinkMessage(message).length).toBeLessThanOrEqual(maxLinkMessageBytes);
      }),
    );
  });

  it('are read without the fields that are new to the reader', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { number, fields } = partsOf(encodeLinkMessage(message));
        fields.set(99, 'later');
        expect(decodeLinkMessage(encode([number, fields]))).toEqual(message);
      }),
    );
  });

  it('name message and field where one has the wrong type', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { number, fields } = partsOf(encodeLinkMessage(message));
        const places = new RegExp(`^${message.type}\\.(${Object.keys(message).join('|')}): `);
        for (const key of fields.keys()) {
          expect(refusal([number, new Map([...fields, [key, 'WRONG']])])).toMatch(places);
        }
      }),
    );
  });

  it.each<[string, CborValue]>([
    ['link message: not an array of two', new Map()],
    ['link message: not an array of two', [1]],
    ['link message: not an array of two', [1, new Map(), 0]],
    ['link message: unknown type 5', [5, new Map()]],
    ['link message: unknown type 1,2', [[1, 2], new Map()]],
    ['hello: not a map', [1, []]],
    ['hello.versions: Invalid input: expected array, received undefined', [1, new Map()]],
  ])('are refused with the place: %s', (message, item) => {
    expect(refusal(item)).toBe(message);
  });

  it('meet noise with nothing but MalformedError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(() => decodeLinkMessage(bytes)).toThrow(MalformedError);
      }),
      { numRuns: 2000 },
    );
  });
});
