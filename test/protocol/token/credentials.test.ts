import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MalformedError } from '../../../protocol/errors.ts';
import { keyId } from '../../../protocol/ids.ts';
import { readCredentials, writeCredentials } from '../../../protocol/token/credentials.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';

const credentials = fc.record({
  keyId: fc
    .uint8Array({ minLength: 8, maxLength: 8 })
    .map((bytes) => keyId(Buffer.from(bytes).toString('hex'))),
  time: fc.integer({ min: 0, max: 999_999_999_999_999 }).map(epochMilliseconds),
  signature: fc.uint8Array({ minLength: 64, maxLength: 64 }),
});

test('credentials are read as they were written (clause 11.2)', () => {
  fc.assert(
    fc.property(credentials, (written) => {
      expect(readCredentials(writeCredentials(written))).toEqual(written);
    }),
  );
});

const zeros = `signature=${'0'.repeat(128)}`;

test.each([
  ['another scheme', `Bearer key=0123456789abcdef, time=1, ${zeros}`],
  ['a time with a zero before it', `Ritmeter key=0123456789abcdef, time=01, ${zeros}`],
  ['a time that is no integer of JSON', `Ritmeter key=0123456789abcdef, time=9999999999999999, ${zeros}`],
  ['capitals', `Ritmeter key=0123456789ABCDEF, time=1, ${zeros}`],
  ['another order', `Ritmeter time=1, key=0123456789abcdef, ${zeros}`],
  ['a short signature', 'Ritmeter key=0123456789abcdef, time=1, signature=00'],
  ['something behind', `Ritmeter key=0123456789abcdef, time=1, ${zeros}, more=1`],
])('%s is malformed', (_, header) => {
  expect(() => readCredentials(header)).toThrow(MalformedError);
});
