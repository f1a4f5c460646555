import { expect, test } from 'vitest';
import { decodeWriteHead } from '../../../device/journal/write-head.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
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

test('a mark outlives a power cut once it is synced, without any record', async () => {
  const disk = new SimulatedDisk();
  const journal = await begunJournal(disk.mount());
  journal.mark(textBytes('noon'));
  await journal.sync();
  journal.mark(textBytes('evening'));
  disk.crash(seededRandom(1));
  const found = await recovered(disk.mount());
  expect(bytesText(found.mark)).toBe('noon');
  expect(found.journal.nextSeq).toBe(1);
});

test('a mark set while another is on its way is on disk after the next sync', async () => {
  const disk = new SimulatedDisk();
  const journal = await begunJournal(disk.mount());
  journal.mark(textBytes('one'));
  const first = journal.sync();
  journal.mark(textBytes('two'));
  await Promise.all([first, journal.sync()]);
  disk.crash(seededRandom(1));
  expect(bytesText((await recovered(disk.mount())).mark)).toBe('two');
});

test('a mark goes with every later write, so that a journal that was resumed keeps it', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk);
  journal.mark(textBytes('noon'));
  await store(journal, 'one');
  const { journal: resumed } = await recovered(disk);
  await store(resumed, 'two');
  expect(bytesText((await recovered(disk)).mark)).toBe('noon');
});

test('a release goes with the next write, so that a restart resumes at the last receipt (D3)', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk);
  await store(journal, 'one', 'two');
  journal.release(2, daysLater(1));
  await store(journal, 'three');
  expect((await recovered(disk)).journal.releasedThrough).toBe(2);
});

test('of a last write that is bad in its middle nothing counts from there on: it was never synced (D6)', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk);
  await store(journal, 'one');
  const wholeBytes = await disk.size(firstFile);
  for (const text of ['two', 'three', 'four']) journal.append(textBytes(text));
  await journal.sync();
  const threeAt = wholeBytes + 25 + 16;
  await overwrite(disk, firstFile, threeAt + 14, textBytes('X'));

  const found = await recovered(disk);
  expect(await readAll(found.journal)).toEqual({
    entries: [
      [1, 'one'],
      [2, 'two'],
    ],
    damaged: [],
  });
  expect(found.journal.nextSeq).toBe(3);
  expect(found.truncatedBytes).toBe(18 + 17);
});

test('a head that is too short to be one is none', () => {
  expect(decodeWriteHead(new Uint8Array(11))).toBeNull();
});
