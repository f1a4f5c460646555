import { expect, test } from 'vitest';
import type { Fix } from '../../device/gnss/fix.ts';
import { noMoment, takeSentence } from '../../device/gnss/moment.ts';
import { collect, emptyBuffer } from '../../device/gnss/sentence.ts';
import { readData } from './data-folder.ts';

type Position = Extract<Fix, { kind: 'position' }>;

function fixesIn(text: string): readonly Fix[] {
  let moment = noMoment;
  return collect(emptyBuffer, new TextEncoder().encode(text)).sentences.flatMap((sentence) => {
    const taken = takeSentence(moment, sentence);
    moment = taken.moment;
    return taken.fix ?? [];
  });
}

/** On a sphere of the mean radius of the earth; the haversine formula. */
function metresBetween(from: Position, to: Position): number {
  const radians = (microdegrees: number) => (microdegrees * Math.PI) / 180_000_000;
  const [north, east] = [
    radians(to.latitudeMicrodegrees - from.latitudeMicrodegrees),
    radians(to.longitudeMicrodegrees - from.longitudeMicrodegrees),
  ];
  const cosines = Math.cos(radians(from.latitudeMicrodegrees)) * Math.cos(radians(to.latitudeMicrodegrees));
  const haversine = Math.sin(north / 2) ** 2 + cosines * Math.sin(east / 2) ** 2;
  return 2 * 6_371_009 * Math.asin(Math.sqrt(haversine));
}

/** The same drive as a receiver tells it that says beside GPS that GLONASS has no position. */
const withoutGlonass = (text: string): string =>
  text.replaceAll(/^\$GP(RMC|GGA),(\d+\.?\d*),.*$/gm, (line, type: string, time: string) => {
    const date = type === 'RMC' ? line.split(',')[9] : '';
    const fields = type === 'RMC' ? `V,,,,,,,${date},,,N` : ',,,,0,00,99.99,,,,,,';
    return `${line.trimEnd()}\r\n${sealed(`GL${type},${time},${fields}`)}\r`;
  });

function sealed(text: string): string {
  const sum = Array.from(text).reduce((checksum, sign) => checksum ^ sign.charCodeAt(0), 0);
  return `$${text}*${sum.toString(16).padStart(2, '0').toUpperCase()}`;
}

test('a system without a position takes none of the drive through Munich from another', () => {
  const alone = readData('nmea/munich-gps.nmea');
  const positions = (text: string) => fixesIn(text).filter(({ kind }) => kind === 'position');
  const mixed = withoutGlonass(alone);
  expect(mixed.match(/\$GLRMC/g)).toHaveLength(1867);
  expect(positions(mixed)).toEqual(positions(alone));
});

test('the drive through Munich is 12 km within 3 %, a fix a second', () => {
  const fixes = fixesIn(readData('nmea/munich-gps.nmea'));
  const positions = fixes.filter((fix) => fix.kind === 'position');
  const total = positions
    .slice(1)
    .reduce((sum, position, index) => sum + metresBetween(positions[index] ?? position, position), 0);
  expect(fixes).toHaveLength(1867);
  expect(total).toBeGreaterThan(12_000 * 0.97);
  expect(total).toBeLessThan(12_000 * 1.03);
});
