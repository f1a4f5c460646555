import { describe, expect, test } from 'vitest';
import type { Fix } from '../../../device/gnss/fix.ts';
import { noMoment, takeSentence } from '../../../device/gnss/moment.ts';
import { parseSentence } from '../../../device/gnss/sentence.ts';

function sealed(text: string): string {
  const sum = Array.from(text).reduce((checksum, sign) => checksum ^ sign.charCodeAt(0), 0);
  return `$${text}*${sum.toString(16).padStart(2, '0').toUpperCase()}`;
}

const place = '4810.8509,N,01133.9095,E';
const rmc = (talker: string, second: number, isValid: boolean): string =>
  isValid
    ? `${talker}RMC,1240${second}.00,A,${place},008.5,171.1,010426,,,A`
    : `${talker}RMC,1240${second}.00,V,,,,,,,010426,,,N`;
const gga = (talker: string, second: number, isValid: boolean): string =>
  isValid
    ? `${talker}GGA,1240${second}.00,${place},1,08,1.1,504.5,M,46.3,M,,`
    : `${talker}GGA,1240${second}.00,,,,,0,00,99.99,,,,,,`;

/** `kind` and second of each fix. */
function told(...texts: readonly string[]): readonly string[] {
  let moment = noMoment;
  return texts.flatMap((text) => {
    const sentence = parseSentence(sealed(text));
    if (sentence === undefined) throw new Error(`${text} is no sentence`);
    const taken = takeSentence(moment, sentence);
    moment = taken.moment;
    return taken.fix === undefined ? [] : [textOf(taken.fix)];
  });
}
const textOf = ({ kind, time }: Fix): string => `${kind} ${new Date(time ?? 0).getUTCSeconds()}`;

type Said = readonly [talker: string, isValid: boolean];
const byTalker = (second: number, said: readonly Said[]): readonly string[] =>
  said.flatMap(([talker, isValid]) => [rmc(talker, second, isValid), gga(talker, second, isValid)]);
const byType = (second: number, said: readonly Said[]): readonly string[] => [
  ...said.map(([talker, isValid]) => rmc(talker, second, isValid)),
  ...said.map(([talker, isValid]) => gga(talker, second, isValid)),
];

const [gps, glonass] = [
  ['GP', true],
  ['GL', false],
] as const;

describe.each([
  ['talker by talker', byTalker],
  ['type by type', byType],
])('several talkers of one moment, %s', (_, said) => {
  test('one that has no position takes none from another, whoever speaks first', () => {
    for (const talkers of [
      [gps, glonass],
      [glonass, gps],
    ] as const) {
      const fixes = told(...said(20, talkers), ...said(21, talkers), ...said(22, talkers));
      expect(fixes.filter((fix) => fix.startsWith('position'))).toEqual([
        'position 20',
        'position 21',
        'position 22',
      ]);
      expect(fixes.slice(1).filter((fix) => fix.startsWith('none'))).toEqual([]);
    }
  });

  test('a position is told once, however many have it', () => {
    const talkers = [gps, ['GL', true], ['GA', true], ['GN', true]] as const;
    expect(told(...said(20, talkers), ...said(21, talkers))).toEqual(['position 20', 'position 21']);
  });

  test('that none has a position is told once', () => {
    const talkers = [['GP', false], glonass, ['GA', false]] as const;
    expect(told(...said(20, talkers), ...said(21, talkers))).toEqual(['none 20', 'none 21']);
  });

  test('one that had the position and lost it is followed by one that has it', () => {
    const lost = [
      ['GP', false],
      ['GL', true],
    ] as const;
    const fixes = told(...said(20, [gps, glonass]), ...said(21, lost), ...said(22, lost), ...said(23, lost));
    expect(fixes.filter((fix) => fix.startsWith('position'))).toHaveLength(4);
    expect(fixes.slice(-2)).toEqual(['position 22', 'position 23']);
  });

  test('one that has lost it and the other without: no position', () => {
    const none = [['GP', false], glonass] as const;
    expect(told(...said(20, [gps, glonass]), ...said(21, none), ...said(22, none))).toEqual([
      'position 20',
      'none 21',
      'none 22',
    ]);
  });
});

test('RMC of all systems and GGA of one are a fix, as many receivers say them', () => {
  expect(told(rmc('GN', 20, true), gga('GP', 20, true), gga('GP', 21, true), rmc('GN', 21, true))).toEqual([
    'position 20',
    'position 21',
  ]);
});

test('a GGA without a position does not take that of the RMC of all systems', () => {
  expect(told(rmc('GN', 20, true), gga('GL', 20, false), rmc('GN', 21, true))).toEqual(['position 20']);
});

test('RMC alone, of several talkers, is a fix as the next moment begins', () => {
  const second = (at: number): readonly string[] => [rmc('GP', at, true), rmc('GL', at, false)];
  expect(told(...second(20), ...second(21), ...second(22))).toEqual(['position 20', 'position 21']);
});

test('whoever talks and went silent is not waited for', () => {
  const fixes = told(
    ...byTalker(20, [gps]),
    ...byTalker(21, [glonass]),
    ...byTalker(22, [glonass]),
    ...byTalker(23, [glonass]),
  );
  expect(fixes).toEqual(['position 20', 'none 21', 'none 22']);
});
