import { expect, test } from 'vitest';
import { toHex } from '../../../protocol/codec/bytes.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { readPass, writePass } from '../../../protocol/token/pass.ts';
import { encodeToken } from '../../../protocol/token/token.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { someClaims } from './some-claims.ts';

const token = encodeToken(someClaims, ed25519Key(new Uint8Array(32).fill(1)));
const carKey = new Uint8Array(32).fill(7);
const lists = [
  { list: 'key-set' as const, signed: Uint8Array.of(1, 2) },
  { list: 'deny-list' as const, signed: Uint8Array.of(3) },
];
const bytesOf = (text: string) => new TextEncoder().encode(text);

test.each([carKey, null])('a pass is read as it was written, with the car’s key or without (7.9)', (key) => {
  expect(readPass(bytesOf(writePass({ token, carKey: key, lists })))).toEqual({ token, carKey: key, lists });
});

test('a bare token is one too, as bytes or in hexadecimal', () => {
  expect(readPass(token)).toEqual({ token, carKey: null, lists: [] });
  expect(readPass(bytesOf(`${toHex(token).toUpperCase()}\n`))).toEqual({ token, carKey: null, lists: [] });
});

test('lines of a name that is not known are passed over', () => {
  const text = `${toHex(token)}\r\nlater 00\r\ncar-key ${toHex(carKey)}\r\n`;
  expect(readPass(bytesOf(text))).toEqual({ token, carKey, lists: [] });
});

test.each([
  ['no token', 'hello'],
  ['half a token', toHex(token).slice(0, 100)],
  ['a car key that is too short', `${toHex(token)}\ncar-key 0102\n`],
  ['a car key that is no hexadecimal', `${toHex(token)}\ncar-key ${'x'.repeat(64)}\n`],
  ['nothing at all', ''],
])('%s is refused', (_, text) => {
  expect(() => readPass(bytesOf(text))).toThrow(MalformedError);
});
