import { expect, test } from 'vitest';
import {
  cellsOf,
  differencesBetween,
  differenceText,
  listText,
  summaryOf,
} from '../../gateway/price-list-text.ts';
import { builtInFiles } from './pricing/built-in-lists.ts';

const [list2025, list2026] = builtInFiles;
if (list2025 === undefined || list2026 === undefined) throw new Error('two lists are built in');

test('every cell of both lists has a source, and the known holes alone are holes (T2)', () => {
  for (const list of builtInFiles) expect(cellsOf(list).every(({ source }) => source.length > 3)).toBe(true);
  expect(summaryOf(list2025).holes).toEqual(['XS time.night', 'BONUS XL km.first-100']);
  expect(summaryOf(list2026)).toMatchObject({
    holes: ['XS time.night'],
    carried: ['BONUS XL time.hour', 'COMFORT XL time.hour'],
  });
});

test('a list shows each price with its source: none, not published, carried', () => {
  const text = listText(list2026);
  expect(text).toMatch(/all +time\.night +\? +0\.50 +0\.50 +1\.00 +1\.00 +voetnoot \(2\)/);
  expect(text).toMatch(/BONUS +time\.hour .* 4\.10\* +BONUS, Uurprijs .*carried: BONUS, Prix horaire/);
  expect(text).toMatch(/START +time\.day +- +28\.00/);
  expect(text).toMatch(/charging-cable +275\.00 +C62 +Extra kosten/);
});

test('a difference names the place in the file and both values; a list does not differ from itself', () => {
  const differences = differencesBetween(list2025, list2026);
  expect(differences).toContainEqual({
    path: 'formulas.START.kilometres.first-100.cells.S',
    before: '39',
    after: '40',
  });
  expect(differences).toContainEqual({ path: 'fees.unreserved-use.cents', before: '5000', after: null });
  expect(differences.filter(({ path }) => /source|title|time/.test(path))).toEqual([]);
  expect(differenceText(differencesBetween(list2025, list2025))).toBe('no difference');
});

test('a carried price that equals the printed one is no difference (T2)', () => {
  const paths = differencesBetween(list2025, list2026).map(({ path }) => path);
  expect(paths.filter((path) => path.includes('COMFORT.hours'))).toEqual([]);
});
