import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { encode } from '../../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../../protocol/codec/value.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { mapIn, type WireForm, wireForms } from './wire-forms.ts';

const changed = (bytes: Uint8Array, ...entries: readonly (readonly [CborValue, CborValue])[]): Uint8Array =>
  encode(new Map([...mapIn(bytes), ...entries]));

function without(bytes: Uint8Array, key: CborValue): Uint8Array {
  const map = new Map(mapIn(bytes));
  map.delete(key);
  return encode(map);
}

/** The message of the refusal; null where the bytes are taken. */
function refusal(form: WireForm, bytes: Uint8Array): string | null {
  try {
    form.read(bytes);
    return null;
  } catch (thrown) {
    if (thrown instanceof MalformedError) return thrown.message;
    throw thrown;
  }
}

describe.each(wireForms.map((form) => [form.name, form] as const))('%s (clause 1.4)', (name, form) => {
  const namesField = (content: object) =>
    new RegExp(`^${name}\\.(salt|${Object.keys(content).join('|')})(\\.|:)`);

  it('gives back what was written', () => {
    fc.assert(
      fc.property(form.samples, ({ content, bytes }) => {
        expect(form.read(bytes)).toEqual(content);
      }),
      { numRuns: 50 },
    );
  });

  it('ignores keys that it does not know', () => {
    fc.assert(
      fc.property(form.samples, ({ content, bytes }) => {
        const newer = changed(bytes, [99, [true]], [-1, 'later'], ['journal', 0], [2n ** 60n, null]);
        expect(form.read(newer)).toEqual(content);
      }),
      { numRuns: 20 },
    );
  });

  it('names message and field where one has the wrong type', () => {
    fc.assert(
      fc.property(form.samples, ({ content, bytes }) => {
        for (const key of mapIn(bytes).keys()) {
          expect(refusal(form, changed(bytes, [key, new CborTag(18, 0)])), String(key)).toMatch(
            namesField(content),
          );
        }
      }),
      { numRuns: 20 },
    );
  });

  it('names message and field where one is missing that must be there', () => {
    fc.assert(
      fc.property(form.samples, ({ content, bytes }) => {
        const refusals = [...mapIn(bytes).keys()].map((key) => refusal(form, without(bytes, key)));
        expect(refusals[0], 'the first field is never optional').not.toBeNull();
        for (const message of refusals) if (message !== null) expect(message).toMatch(namesField(content));
      }),
      { numRuns: 20 },
    );
  });

  it('is refused where it is no map', () => {
    for (const item of [[], 0, 'text', null, new CborTag(18, new Map())]) {
      expect(refusal(form, encode(item))).toBe(`${name}: not a map`);
    }
  });

  it('has one form in bytes', () => {
    fc.assert(
      fc.property(form.samples, ({ bytes }) => {
        expect(toHex(encode(mapIn(bytes)))).toBe(toHex(bytes));
      }),
      { numRuns: 20 },
    );
  });
});
