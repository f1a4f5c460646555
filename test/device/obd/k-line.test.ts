import { expect, test } from 'vitest';
import { parseAnswer } from '../../../device/obd/answer.ts';
import { payloadsWithoutCan } from '../../../device/obd/k-line.ts';

const hexOf = (...lines: string[]) => payloadsWithoutCan(lines).map(({ ecu, bytes }) => [ecu, bytes.toHex()]);

test('cars without CAN answer with three bytes of header and a checksum', () => {
  expect(hexOf('486B10410D1ED7')).toEqual([['10', '410d1e']]);
  expect(hexOf('416B10410C1AF8D1')).toEqual([['10', '410c1af8']]);
  expect(hexOf('83F110410D1EF0', '83F118410D1FF9')).toEqual([
    ['10', '410d1e'],
    ['18', '410d1f'],
  ]);
});

test('a message that is shorter than it says, and a CAN frame, are none', () => {
  expect(hexOf('84F110410D1EF0', '7E803410D1E', '18DAF11003410D00', '486B10', '010D')).toEqual([]);
});

test('after BUS INIT: ...OK they are payloads of the answer', () => {
  const reply = { lines: ['BUS INIT: ...OK', '48 6B 10 41 0D 1E D7 '], overflowed: false };
  expect(parseAnswer(reply, '010D')).toMatchObject({ kind: 'payloads', payloads: [{ ecu: '10' }] });
});
