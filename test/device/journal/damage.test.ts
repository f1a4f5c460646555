import { expect, test } from 'vitest';
import { missingIn } from '../../../device/journal/page.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import {
  begunJournal,
  daysLater,
  overwrite,
  readAll,
  recovered,
  store,
  textBytes,
} from './journal-fixture.ts';

const firstFile = '0001-00112233445566aa-000000000001.log';
/** Header 32, snapshot frame 13 + 5, then for each record of three letters a write: its head of 25, and a frame of 16. */
const recordAt = (seq: number) => 50 + 41 * (seq - 1) + 25;

async function diskWithFive() {
  const disk = new SimulatedDisk().mount();
  await store(await begunJournal(disk), 'aaa', 'bbb', 'ccc', 'ddd', 'eee');
  return disk;
}

test('a damaged record in the middle is isolated and named; the rest is delivered (D6)', async () => {
  const disk = await diskWithFive();
  await overwrite(disk, firstFile, recordAt(3) + 14, textBytes('X'));
  const found = await recovered(disk);
  expect(found).toMatchObject({ truncatedBytes: 0, damaged: [{ from: 3, to: 3 }] });
  expect(found.journal.nextSeq).toBe(6);
  expect(await readAll(found.journal)).toEqual({
    entries: [
      [1, 'aaa'],
      [2, 'bbb'],
      [4, 'ddd'],
      [5, 'eee'],
    ],
    damaged: [{ from: 3, to: 3 }],
  });
});

test('a damaged length does not hide the records behind it', async () => {
  const disk = await diskWithFive();
  await overwrite(disk, firstFile, recordAt(2) + 4, Uint8Array.of(0, 0, 0, 40));
  const found = await recovered(disk);
  expect(found.damaged).toEqual([{ from: 2, to: 2 }]);
});

test('a damaged head of a write hides none of its records', async () => {
  const disk = await diskWithFive();
  await overwrite(disk, firstFile, recordAt(3) - 20, textBytes('X'));
  const found = await recovered(disk);
  expect(found).toMatchObject({ truncatedBytes: 0, damaged: [] });
  expect((await readAll(found.journal)).entries).toHaveLength(5);
});

test('neighbouring damaged records are one range', async () => {
  const disk = await diskWithFive();
  await overwrite(disk, firstFile, recordAt(2), new Uint8Array(45).fill(0xff));
  expect((await recovered(disk)).damaged).toEqual([{ from: 2, to: 3 }]);
});

test('the damage stays in place: later records follow it, and it is named again after the next restart', async () => {
  const disk = await diskWithFive();
  await overwrite(disk, firstFile, recordAt(3), new Uint8Array(16));
  await store((await recovered(disk)).journal, 'fff');
  const found = await recovered(disk);
  expect(found.damaged).toEqual([{ from: 3, to: 3 }]);
  expect((await readAll(found.journal)).entries.at(-1)).toEqual([6, 'fff']);
});

test('damage before the latest snapshot shows when it is read', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk, { segmentBytes: 100 });
  await store(journal, 'aaa', 'bbb', 'ccc', 'ddd');
  journal.roll(textBytes('later'), daysLater(1));
  await store(journal, 'eee');
  await overwrite(disk, firstFile, recordAt(4), new Uint8Array(16));

  const found = await recovered(disk);
  expect(found.damaged).toEqual([]);
  expect(await readAll(found.journal)).toEqual({
    entries: [
      [1, 'aaa'],
      [2, 'bbb'],
      [3, 'ccc'],
      [5, 'eee'],
    ],
    damaged: [{ from: 4, to: 4 }],
  });
});

test('a segment whose file is gone is named as damage', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk, { segmentBytes: 60 });
  for (const text of ['aaa', 'bbb', 'ccc']) {
    await store(journal, text);
    journal.roll(textBytes('later'), daysLater(1));
    await journal.sync();
  }
  await disk.remove('0001-00112233445566aa-000000000002.log');
  expect(await readAll((await recovered(disk)).journal)).toEqual({
    entries: [
      [1, 'aaa'],
      [3, 'ccc'],
    ],
    damaged: [{ from: 2, to: 2 }],
  });
});

test('names the numbers that are missing in a list, at its ends as well', () => {
  const entries = [3, 4, 7].map((seq) => ({ seq, bytes: Uint8Array.of() }));
  expect(missingIn(entries, { from: 1, to: 9 })).toEqual([
    { from: 1, to: 2 },
    { from: 5, to: 6 },
    { from: 8, to: 9 },
  ]);
  expect(missingIn([], { from: 1, to: 0 })).toEqual([]);
});
