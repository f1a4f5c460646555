import { describe, expect, test } from 'vitest';
import type { Fix } from '../../../device/gnss/fix.ts';
import { noMoment, takeSentence } from '../../../device/gnss/moment.ts';
import { parseSentence } from '../../../device/gnss/sentence.ts';

function sealed(text: string): string {
  const sum = Array.from(text).reduce((checksum, sign) => checksum ^ sign.charCodeAt(0), 0);
  return `$${text}*${sum.toString(16).padStart(2, '0').toUpperCase()}`;
}

function fixesOf(...texts: readonly string[]): readonly Fix[] {
  let moment = noMoment;
  return texts.flatMap((text) => {
    const sentence = parseSentence(sealed(text));
    if (sentence === undefined) throw new Error(`${text} is no sentence`);
    const taken = takeSentence(moment, sentence);
    moment = taken.moment;
    return taken.fix ?? [];
  });
}

const rmc = 'GPRMC,124022.00,A,4810.8509,N,01133.9095,E,008.5,171.1,010409,002.0,E,A';
const gga = 'GPGGA,124022.00,4810.8509,N,01133.9095,E,1,04,23.9,-0704.5,M,0046.3,M,,';
const munich = {
  kind: 'position',
  time: Date.UTC(2009, 3, 1, 12, 40, 22),
  latitudeMicrodegrees: 48_180_848,
  longitudeMicrodegrees: 11_565_158,
  satellites: 4,
  hdopPerMille: 23_900,
  millimetresPerSecond: 4373,
  isFlat: false,
};

describe('a fix from RMC and GGA', () => {
  test('comes when both are there, in either order', () => {
    expect(fixesOf(rmc, gga)).toEqual([munich]);
    expect(fixesOf(gga, rmc)).toEqual([munich]);
  });

  test('is given once a moment', () => {
    expect(fixesOf(rmc, gga, gga, rmc.replace('124022', '124023'))).toEqual([munich]);
  });

  test('comes from RMC alone when the next moment begins', () => {
    const [fix] = fixesOf(rmc, rmc.replace('124022', '124023'));
    expect(fix).toEqual({ ...munich, satellites: undefined, hdopPerMille: undefined });
  });

  test('has south and west as negative, and fractions of a second', () => {
    const text = 'GNRMC,235959.250,A,3351.0000,S,15112.0000,W,,,311226,,,A';
    expect(fixesOf(text, text.replace('235959.250', '000000.250'))).toMatchObject([
      {
        time: Date.UTC(2026, 11, 31, 23, 59, 59, 250),
        latitudeMicrodegrees: -33_850_000,
        longitudeMicrodegrees: -151_200_000,
      },
    ]);
  });
});

test.each([
  ['estimated', 'E', '6'],
  ['entered by hand', 'M', '7'],
  ['simulated', 'S', '8'],
])('a position that is %s is no fix, by mode or by quality', (_, mode, quality) => {
  const none = [{ kind: 'none', time: munich.time }];
  expect(fixesOf(rmc.replace('E,A', `E,${mode}`), gga)).toEqual(none);
  expect(fixesOf(rmc, gga.replace('E,1,', `E,${quality},`))).toEqual(none);
});

test('the second 60 of a leap second is the first of the next minute', () => {
  const text = 'GNRMC,235960.00,A,3351.0000,S,15112.0000,W,,,311226,,,A';
  expect(fixesOf(text, text.replace('235960.00', '000001.00'))).toMatchObject([
    { time: Date.UTC(2027, 0, 1) },
  ]);
});

describe('no position', () => {
  test.each([
    ['RMC is void', rmc.replace(',A,', ',V,'), gga],
    ['GGA says there is no fix', rmc, gga.replace(',1,04,', ',0,00,')],
    ['fields are empty', 'GPRMC,124022.00,A,,,,,,,010409,,,N', gga],
    ['the latitude is impossible', rmc.replace('4810.8509', '9110.8509'), gga],
  ])('where %s; the time is told all the same', (_, first, second) => {
    expect(fixesOf(first, second)).toEqual([{ kind: 'none', time: munich.time }]);
  });

  test('and no time while the receiver knows none', () => {
    for (const time of ['', '124022']) {
      const fixes = fixesOf(`GPRMC,${time},V,,,,,,,,,,N`, `GPGGA,${time},,,,,0,,,,M,,M,,`);
      expect(fixes).toEqual([{ kind: 'none', time: undefined }]);
    }
  });
});
