import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSegmentFileName, segmentFileName } from '../../../device/journal/segment-file.ts';
import { someJournalId } from './journal-fixture.ts';

test('a file name says generation, journal and first record', () => {
  const file = { generation: 3, journalId: someJournalId, firstSeq: 42 };
  expect(segmentFileName(file)).toBe('0003-00112233445566aa-000000000042.log');
});

test('file names sort as they were written', () => {
  const anyFile = fc.record({
    generation: fc.integer({ min: 1, max: 9999 }),
    journalId: fc.constant(someJournalId),
    firstSeq: fc.integer({ min: 1, max: 2 ** 32 }),
  });
  fc.assert(
    fc.property(anyFile, anyFile, (left, right) => {
      const isBefore = left.generation - right.generation || left.firstSeq - right.firstSeq;
      expect(segmentFileName(left) < segmentFileName(right)).toBe(isBefore < 0);
      expect(parseSegmentFileName(segmentFileName(left))).toEqual(left);
    }),
  );
});

test.each(['', 'lost+found', '0001-00112233445566aa-42.log', '0001-00112233445566AA-000000000042.log'])(
  'the file %j is no segment',
  (name) => {
    expect(parseSegmentFileName(name)).toBeNull();
  },
);
