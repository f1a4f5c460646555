import { describe, expect, test } from 'vitest';
import { moment, wholeNumber } from '../../../gateway/program/options.ts';
import { publicKeyFrom } from '../../../gateway/program/public-key.ts';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { thumbprintBytes } from '../../../protocol/token/cose-key.ts';
import { ed25519Key } from '../../support/signing-keys.ts';

describe('a moment', () => {
  test.each(['2026-06-01T12:00:00+02:00', '2026-06-01T10:00Z', '2026-06-01T10:00:00.000Z'])('%s', (text) => {
    expect(moment(text)).toBe(Date.UTC(2026, 5, 1, 10));
  });

  test.each(['2026-06-01T12:00', '2026-06-01', 'tomorrow', '2026-13-01T00:00Z', ''])('%j is none', (text) => {
    expect(() => moment(text)).toThrow(/no time with its offset/);
  });
});

test.each(['-1', '65536', '1.5', '1e3', '', ' 1'])('%j is no port', (text) => {
  expect(() => wholeNumber(0, 65_535)(text)).toThrow(/no whole number from 0 to 65535/);
});

describe('a public key', () => {
  const key = ed25519Key(new Uint8Array(32).fill(5));
  const coseKey = toHex(thumbprintBytes(key.publicKey));

  test('is read from hexadecimal and from JSON', () => {
    expect(publicKeyFrom(` ${coseKey}\n`)).toEqual(key.publicKey);
    expect(publicKeyFrom(JSON.stringify({ coseKey }))).toEqual(key.publicKey);
  });

  test.each(['', 'a1', `${coseKey}00`, '{', '{"coseKey":1}', 'phone.json'])('is not %j', (text) => {
    expect(() => publicKeyFrom(text)).toThrow(/neither a public COSE_Key/);
  });
});
