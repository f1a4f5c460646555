import { expect, test } from 'vitest';
import { listJournals } from '../../../device/journal/listing.ts';
import { openOldJournal } from '../../../device/journal/old-journal.ts';
import { createJournal } from '../../../device/journal/recovery.ts';
import type { Disk } from '../../../device/ports.ts';
import { journalId } from '../../../protocol/ids.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import { begunJournal, daysLater, readAll, recovered, store, textBytes } from './journal-fixture.ts';

const newer = {
  journalId: journalId('ffeeddccbbaa9988'),
  generation: 2,
  snapshot: textBytes('new'),
  now: daysLater(5),
};

async function diskWithTwo() {
  const disk = new SimulatedDisk().mount();
  await store(await begunJournal(disk), 'one', 'two');
  await store(createJournal(disk, newer), 'new one');
  return disk;
}

async function oldest(disk: Awaited<ReturnType<typeof diskWithTwo>>) {
  const [listed] = await listJournals(disk);
  if (listed === undefined) throw new Error('no journal on the disk');
  return openOldJournal(disk, listed);
}

test('lists the journals, oldest first, and recovers the newest', async () => {
  const disk = await diskWithTwo();
  expect((await listJournals(disk)).map(({ generation }) => generation)).toEqual([1, 2]);
  const { journal } = await recovered(disk);
  expect(journal.journalId).toBe(newer.journalId);
  expect((await readAll(journal)).entries).toEqual([[1, 'new one']]);
});

test('an old journal is readable beside the new one; a torn tail is passed over', async () => {
  const disk = await diskWithTwo();
  await disk.append('0001-00112233445566aa-000000000001.log', textBytes('torn'));
  const old = await oldest(disk);
  expect(old).toMatchObject({ generation: 1, firstSeq: 1, lastSeq: 2 });
  expect(await readAll(old)).toEqual({
    entries: [
      [1, 'one'],
      [2, 'two'],
    ],
    damaged: [],
  });
});

test('an old journal goes as a whole when it is released and its retention has ended (D3)', async () => {
  const disk = await diskWithTwo();
  const old = await oldest(disk);
  old.release(1, daysLater(6));
  await old.prune(daysLater(100));
  expect(await listJournals(disk)).toHaveLength(2);
  old.release(2, daysLater(6));
  await old.prune(daysLater(19.9));
  expect(await listJournals(disk)).toHaveLength(2);
  await old.prune(daysLater(20));
  expect((await listJournals(disk)).map(({ generation }) => generation)).toEqual([2]);
  // Asked for all the same, it was removed in order, and is not damaged.
  expect(old.firstSeq).toBe(3);
  expect(await old.read(1, { maxRecords: 9, maxBytes: 99 })).toEqual({
    entries: [],
    damaged: [],
    pruned: { from: 1, to: 2 },
    nextSeq: 3,
  });
});

test('an old journal whose last segment cannot be read ends before it, where that may be passed over', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk, { segmentBytes: 100 });
  await store(journal, 'one', 'two'.padEnd(100));
  journal.roll(textBytes('later'), daysLater(1));
  await store(journal, 'three');
  const bad: Disk = {
    ...disk,
    async read(name, offset, length) {
      if (name.endsWith('3.log')) throw new Error('input/output error');
      return disk.read(name, offset, length);
    },
  };
  const [listed] = await listJournals(bad);
  if (listed === undefined) throw new Error('no journal on the disk');
  await expect(openOldJournal(bad, listed)).rejects.toMatchObject({ code: 'storage-fault' });
  const old = await openOldJournal(bad, listed, { isEndPassedOver: true });
  expect((await readAll(old)).entries.map(([seq]) => seq)).toEqual([1, 2]);
});

test('when the new one was torn at its beginning, the old one is resumed', async () => {
  const disk = await diskWithTwo();
  await disk.truncate('0002-ffeeddccbbaa9988-000000000001.log', 40);
  const { journal, truncatedBytes } = await recovered(disk);
  expect(journal).toMatchObject({ generation: 1, nextSeq: 3 });
  expect(truncatedBytes).toBe(40);
  expect(await listJournals(disk)).toHaveLength(1);
});
