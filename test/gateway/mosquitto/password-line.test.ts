import { expect, test } from 'vitest';
import { passwordLine } from '../../../gateway/mosquitto/password-line.ts';

test('is the line that mosquitto_passwd 2.0 wrote for the same name, password and salt', () => {
  const random = { bytes: () => new Uint8Array(Buffer.from('0JRdG7SrmWc/C+mU', 'base64')) };
  expect(passwordLine('car-1', 'secret', random)).toBe(
    'car-1:$7$101$0JRdG7SrmWc/C+mU$j2YJeRGq2Ra87zLK5fM5x/XpvjnV2fe+cMOh867ylOdErVTE5OGl57l5mZ/p0yP/qYz/RDcXxcyMQvAMoggKHw==',
  );
});

test.each(['', 'a:b', '+', 'car/1', 'car\n1'])('no login is called %j', (name) => {
  expect(() => passwordLine(name, 'secret', { bytes: (length) => new Uint8Array(length) })).toThrow(
    RangeError,
  );
});
