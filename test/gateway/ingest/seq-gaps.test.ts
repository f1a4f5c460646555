import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapsBetween, runsOf } from '../../../gateway/ingest/seq-gaps.ts';

const last = 60;
const seqs = fc.uniqueArray(fc.integer({ min: 1, max: last })).map((list) => list.sort((a, b) => a - b));
const within = (seq: number, ranges: readonly { from: number; to: number }[]): boolean =>
  ranges.some(({ from, to }) => from <= seq && seq <= to);

test('runs hold exactly the numbers of the list', () => {
  fc.assert(
    fc.property(seqs, (list) => {
      const runs = runsOf(list, last);
      for (let seq = 1; seq <= last; seq++) expect(within(seq, runs)).toBe(list.includes(seq));
      runs.slice(1).forEach(({ from }, at) => {
        expect(from).toBeGreaterThan((runs[at]?.to ?? 0) + 1);
      });
    }),
  );
});

test('gaps are all that is not covered between the first number and the last covered one', () => {
  fc.assert(
    fc.property(fc.nat(last), seqs, (after, list) => {
      const covered = list.map((seq) => ({ from: seq, to: seq }));
      const gaps = gapsBetween(after, covered, last);
      const highest = list.at(-1) ?? 0;
      for (let seq = after + 1; seq <= highest; seq++) expect(within(seq, gaps)).toBe(!list.includes(seq));
      expect(within(highest + 1, gaps)).toBe(false);
    }),
  );
});

test('both stop at their limit', () => {
  expect(runsOf([1, 3, 5], 2)).toEqual([
    { from: 1, to: 1 },
    { from: 3, to: 3 },
  ]);
  expect(
    gapsBetween(
      0,
      [
        { from: 3, to: 3 },
        { from: 5, to: 5 },
        { from: 7, to: 7 },
      ],
      2,
    ),
  ).toEqual([
    { from: 1, to: 2 },
    { from: 4, to: 4 },
  ]);
});
