import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { inWords, messageOf } from '../../protocol/errors.ts';

test('what the system says of a file is told in words, behind the file’s name', async () => {
  const thrown: unknown = await readFile('/nowhere/key.pem').catch((error: unknown) => error);
  expect(inWords(messageOf(thrown))).toBe('/nowhere/key.pem: no such file or directory');
});

test('a file that is named already is not named again', () => {
  const message = "car.yaml cannot be used: EACCES: permission denied, open 'car.yaml'";
  expect(inWords(message)).toBe('car.yaml cannot be used: permission denied');
});

test.each(['', 'no signature: ESP256', 'EXPIRED', "a token that says 'open'"])(
  '%j stays as it is',
  (message) => {
    expect(inWords(message)).toBe(message);
  },
);
