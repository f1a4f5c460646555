import { describe, expect, test } from 'vitest';
import { recoverJournal } from '../../../device/journal/recovery.ts';
import { crc32 } from '../../../protocol/codec/crc32.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import {
  begunJournal,
  bytesText,
  daysLater,
  overwrite,
  readAll,
  recovered,
  store,
  textBytes,
} from './journal-fixture.ts';

const firstFile = '0001-00112233445566aa-000000000001.log';
const newDisk = () => new SimulatedDisk().mount();

test('an empty disk holds no journal', async () => {
  expect(await recoverJournal(newDisk())).toEqual({ kind: 'empty' });
});

test('finds the snapshot and the records after it', async () => {
  const disk = newDisk();
  await store(await begunJournal(disk), 'one', 'two');
  const found = await recovered(disk);
  expect(found.snapshot && bytesText(found.snapshot)).toBe('start');
  expect(found.entriesSinceSnapshot).toEqual([
    { seq: 1, bytes: textBytes('one') },
    { seq: 2, bytes: textBytes('two') },
  ]);
  expect(found).toMatchObject({ truncatedBytes: 0, damaged: [], fault: null });
  expect(found.journal).toMatchObject({ nextSeq: 3, syncedSeq: 2, generation: 1 });
});

test('cuts a torn tail before appending: what is acknowledged after it is not lost (D6)', async () => {
  const disk = newDisk();
  await store(await begunJournal(disk), 'one');
  const wholeBytes = await disk.size(firstFile);
  await disk.append(firstFile, textBytes('torn by a power cut'));

  const afterTear = await recovered(disk, { tailBytes: 0 });
  expect(afterTear.truncatedBytes).toBe(19);
  expect(await disk.size(firstFile)).toBe(wholeBytes);
  await store(afterTear.journal, 'two');

  const expected = {
    entries: [
      [1, 'one'],
      [2, 'two'],
    ],
    damaged: [],
  };
  expect(await readAll(afterTear.journal)).toEqual(expected);
  expect(await readAll((await recovered(disk)).journal)).toEqual(expected);
});

test('after a restart without power cut nothing counts as synced before it is synced again (D6)', async () => {
  const disk = newDisk();
  await store(await begunJournal(disk), 'one');
  const { journal, fault } = await recovered({ ...disk, sync: () => Promise.reject(new Error('no answer')) });
  expect(fault).toMatchObject({ code: 'storage-fault', temporary: true });
  expect(journal).toMatchObject({ syncedSeq: 0, nextSeq: 2 });
  expect((await readAll(journal)).entries).toEqual([]);
});

describe('a journal whose creation was cut short counts as never begun', () => {
  test.each([0, 1, 31, 32, 40, 49])('after %i bytes', async (length) => {
    const disk = newDisk();
    await begunJournal(disk);
    await disk.truncate(firstFile, length);
    expect(await recoverJournal(disk)).toEqual({ kind: 'empty' });
    expect(await disk.list()).toEqual([]);
  });
});

describe('a segment whose beginning was torn falls back to the one before', () => {
  test.each([0, 20, 32, 40])('after %i bytes', async (length) => {
    const disk = newDisk();
    const journal = await begunJournal(disk, { segmentBytes: 100 });
    await store(journal, 'one', 'two', 'three');
    journal.roll(textBytes('after three'), daysLater(1));
    await journal.sync();
    const second = '0001-00112233445566aa-000000000004.log';
    await disk.truncate(second, length);

    const found = await recovered(disk);
    expect(found.snapshot && bytesText(found.snapshot)).toBe('start');
    expect(found.entriesSinceSnapshot.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(found.truncatedBytes).toBe(length);
    expect(await disk.list()).toEqual([firstFile]);

    await store(found.journal, 'four');
    expect((await readAll((await recovered(disk)).journal)).entries.at(-1)).toEqual([4, 'four']);
  });
});

test('a damaged snapshot falls back to the one before, with the records of both segments', async () => {
  const disk = newDisk();
  const journal = await begunJournal(disk, { segmentBytes: 100 });
  await store(journal, 'one', 'two', 'three');
  journal.roll(textBytes('after three'), daysLater(1));
  await store(journal, 'four');
  await overwrite(disk, '0001-00112233445566aa-000000000004.log', 50, textBytes('X'));

  const found = await recovered(disk);
  expect(found.snapshot && bytesText(found.snapshot)).toBe('start');
  expect(found.entriesSinceSnapshot.map(({ bytes }) => bytesText(bytes))).toEqual([
    'one',
    'two',
    'three',
    'four',
  ]);
  expect(found).toMatchObject({ damaged: [], truncatedBytes: 0 });
});

test('without any usable snapshot the records are found all the same', async () => {
  const disk = newDisk();
  await store(await begunJournal(disk), 'one');
  await overwrite(disk, firstFile, 46, textBytes('X'));
  const found = await recovered(disk);
  expect(found.snapshot).toBeNull();
  expect(found.entriesSinceSnapshot).toEqual([{ seq: 1, bytes: textBytes('one') }]);
});

test('a newer format is left alone, and says who has to act', async () => {
  const disk = newDisk();
  await store(await begunJournal(disk), 'one');
  const header = await disk.read(firstFile, 0, 32);
  header[3] = 2;
  new DataView(header.buffer).setUint32(28, crc32(header.subarray(0, 28)));
  await overwrite(disk, firstFile, 0, header);
  const size = await disk.size(firstFile);

  await expect(recoverJournal(disk)).rejects.toMatchObject({
    code: 'journal-version-unknown',
    blame: 'operator',
  });
  expect(await disk.size(firstFile)).toBe(size);
});

test('a file that is no segment is left alone', async () => {
  const disk = newDisk();
  await disk.append('notes.txt', textBytes('mine'));
  await begunJournal(disk);
  await recovered(disk);
  expect(await disk.list()).toContain('notes.txt');
});
