import { describe, expect, test } from 'vitest';
import { assemble } from '../../../device/obd/iso-tp.ts';

const hexOf = (lines: readonly string[]) => assemble(lines).map(({ ecu, bytes }) => [ecu, bytes.toHex()]);

describe('frames of control units (ISO 15765-2)', () => {
  test('a single frame is cut to its announced length', () => {
    expect(hexOf(['7E803410D1E55555555'])).toEqual([['7E8', '410d1e']]);
  });

  test('29-bit ids are told from 11-bit ones', () => {
    expect(hexOf(['18DAF11003410D00', '7E903410D01'])).toEqual([
      ['18DAF110', '410d00'],
      ['7E9', '410d01'],
    ]);
  });

  test('messages of two control units that interleave are kept apart and cut', () => {
    expect(
      hexOf(['7E8100A490201414243', '7E9100B490201616263', '7E92164656667680000', '7E82144454647000000']),
    ).toEqual([
      ['7E9', '4902016162636465666768'],
      ['7E8', '49020141424344454647'],
    ]);
  });

  test('sequence numbers go on from F to 0', () => {
    const length = 6 + 17 * 7;
    const consecutive = Array.from(
      { length: 17 },
      (_, index) => `7E82${((index + 1) % 16).toString(16).toUpperCase()}${'00'.repeat(7)}`,
    );
    const [payload] = assemble([`7E810${length.toString(16).toUpperCase()}490201000000`, ...consecutive]);
    expect(payload?.bytes).toHaveLength(length);
  });

  test.each([
    ['a frame is missing', ['7E81014490201574657', '7E8224C573030303030']],
    ['the first is missing', ['7E82157575A5A5A4155']],
    ['the message does not end', ['7E81014490201574657', '7E82157575A5A5A4155']],
    ['a single frame is shorter than it says', ['7E806410D1E']],
    ['an id is no control unit’s', ['7DF03410D1E', '18DB33F103410D00']],
    ['a half byte is left over', ['7E803410D1']],
    ['it is an echo', ['010D', '0902', '7E8']],
    ['it is a flow control frame', ['7E8300000']],
  ])('nothing comes of it where %s', (_, lines) => {
    expect(hexOf(lines)).toEqual([]);
  });
});
