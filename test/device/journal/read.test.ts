import { expect, test } from 'vitest';
import type { Disk } from '../../../device/ports.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import { begunJournal, daysLater, readAll, store, textBytes } from './journal-fixture.ts';

const texts = Array.from({ length: 40 }, (_, at) => `text ${at + 1}`);

async function journalOfForty(disk: Disk, tailBytes: number) {
  const journal = await begunJournal(disk, { segmentBytes: 200, tailBytes });
  for (const text of texts) {
    await store(journal, text);
    if (journal.wantsRoll) journal.roll(textBytes('later'), daysLater(1));
  }
  await journal.sync();
  return journal;
}

test.each([0, 100, 100_000])('reads all in order, with a tail of %i bytes in memory', async (tailBytes) => {
  const journal = await journalOfForty(new SimulatedDisk().mount(), tailBytes);
  expect(await readAll(journal)).toEqual({ entries: texts.map((text, at) => [at + 1, text]), damaged: [] });
});

test('a reader who keeps up never touches the disk', async () => {
  const disk = new SimulatedDisk().mount();
  let reads = 0;
  const read: Disk['read'] = (...call) => {
    reads++;
    return disk.read(...call);
  };
  const journal = await journalOfForty({ ...disk, read }, 200);
  await journal.read(35, { maxRecords: 10, maxBytes: 1000 });
  expect(reads).toBe(0);
  await journal.read(1, { maxRecords: 10, maxBytes: 1000 });
  expect(reads).toBeGreaterThan(0);
});

test('a page ends before it exceeds its limits, but holds at least one entry', async () => {
  const journal = await begunJournal(new SimulatedDisk().mount());
  await store(journal, 'aaaa', 'bbbb', 'cccc');
  const seqs = async (maxRecords: number, maxBytes: number) =>
    (await journal.read(1, { maxRecords, maxBytes })).entries.map(({ seq }) => seq);
  expect(await seqs(2, 100)).toEqual([1, 2]);
  expect(await seqs(9, 11)).toEqual([1, 2]);
  expect(await seqs(9, 12)).toEqual([1, 2, 3]);
  expect(await seqs(9, 1)).toEqual([1]);
  expect(await seqs(0, 100)).toEqual([]);
});

test('reading past the end gives nothing and says where to go on', async () => {
  const journal = await begunJournal(new SimulatedDisk().mount());
  await store(journal, 'one');
  const limits = { maxRecords: 9, maxBytes: 99 };
  expect(await journal.read(2, limits)).toEqual({ entries: [], damaged: [], pruned: null, nextSeq: 2 });
});

test('a disk that cannot be read is a storage-fault, no damage', async () => {
  const world = new SimulatedDisk();
  const journal = await journalOfForty(world.mount(), 0);
  world.condition = 'failing';
  await expect(journal.read(1, { maxRecords: 9, maxBytes: 99 })).rejects.toMatchObject({
    code: 'storage-fault',
  });
  world.condition = 'healthy';
  expect((await readAll(journal)).entries).toHaveLength(40);
});
