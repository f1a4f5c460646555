import { describe, expect, test } from 'vitest';
import { LineEcho } from '../../../device/adapters/line-echo.ts';

const reading = Uint8Array.of(1, 2, 0, 0, 0, 5, 0xb8, 0x09);
const inputs = Uint8Array.of(1, 2, 1, 0x1e, 0x20, 0x40);
const unlock = Uint8Array.of(1, 5, 0, 1, 0xff, 0, 0xdd, 0xfa);

/** What is passed on of bytes that come in such pieces after a request. */
function heardAfter(echo: LineEcho, request: Uint8Array, ...pieces: readonly Uint8Array[]): number[] {
  echo.wrote(request);
  return pieces.flatMap((piece) => [...echo.heard(piece)]);
}

describe('on a line that hands back what is sent', () => {
  test('the unit’s own words are taken out, in whatever pieces they come', () => {
    const echo = new LineEcho();
    const all = [...reading, ...inputs];
    expect(heardAfter(echo, reading, ...all.map((byte) => Uint8Array.of(byte)))).toEqual([...inputs]);
    expect(heardAfter(echo, reading, Uint8Array.from(all))).toEqual([...inputs]);
  });

  test('a relay’s answer that is the request again is passed on, once', () => {
    const echo = new LineEcho();
    heardAfter(echo, reading, reading, inputs);
    expect(heardAfter(echo, unlock, unlock, unlock)).toEqual([...unlock]);
    expect(heardAfter(echo, unlock, unlock)).toEqual([]);
  });
});

describe('on any other line', () => {
  test('all is passed on, also what begins as the request does', () => {
    const echo = new LineEcho();
    const [begin, rest] = [inputs.subarray(0, 2), inputs.subarray(2)];
    expect(heardAfter(echo, reading, begin, rest)).toEqual([...inputs]);
    expect(heardAfter(echo, unlock, unlock)).toEqual([...unlock]);
  });

  test('a relay’s answer is passed on before anything is known of the line', () => {
    expect(heardAfter(new LineEcho(), unlock, unlock)).toEqual([...unlock]);
  });

  test('what was held back of an answer that breaks off is forgotten with the next request', () => {
    const echo = new LineEcho();
    expect(heardAfter(echo, reading, reading.subarray(0, 3))).toEqual([]);
    expect(echo.heldBytes).toBe(3);
    expect(heardAfter(echo, reading, inputs)).toEqual([...inputs]);
  });
});
