import { expect, test } from 'vitest';
import type { Journal } from '../../../device/journal/journal.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import { begunJournal, daysLater, readAll, recovered, store, textBytes } from './journal-fixture.ts';

const options = { segmentBytes: 80 };

/** Six records, two in each segment, one segment a day. */
async function threeSegments(
  disk = new SimulatedDisk().mount(),
  more: { maxBytes?: number } = {},
): Promise<Journal> {
  const journal = await begunJournal(disk, { ...options, ...more });
  for (const at of [0, 1, 2]) {
    await store(journal, `${at} one`, `${at} two`);
    if (at < 2) journal.roll(textBytes('later'), daysLater(at + 1));
    await journal.sync();
  }
  return journal;
}

test('a released segment stays for 14 days after its release, then goes (D3)', async () => {
  const journal = await threeSegments();
  journal.release(6, daysLater(3));
  expect(await journal.prune(daysLater(16.9))).toMatchObject({ removedBytes: 0, pressure: false });
  expect(journal.firstSeq).toBe(1);
  await journal.prune(daysLater(17));
  expect(journal.firstSeq).toBe(3);
});

test('the newest segment and the one before stay, however old: recovery needs them', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await threeSegments(disk);
  journal.release(6, daysLater(3));
  await journal.prune(daysLater(1000));
  expect(await disk.list()).toHaveLength(2);
  expect((await recovered(disk)).journal.nextSeq).toBe(7);
});

test('an unreleased segment never goes (D6); past the bound the caller hears of the pressure', async () => {
  const journal = await threeSegments(undefined, { maxBytes: 150 });
  journal.release(1, daysLater(3));
  expect(await journal.prune(daysLater(1000))).toMatchObject({ removedBytes: 0, pressure: true });
  expect((await readAll(journal)).entries).toHaveLength(6);
});

test('past the bound released segments go before their retention ends', async () => {
  const journal = await threeSegments(undefined, { maxBytes: 300 });
  journal.release(6, daysLater(3));
  expect(await journal.prune(daysLater(3))).toMatchObject({ keptBytes: 272, pressure: false });
  expect(journal.firstSeq).toBe(3);
});

test('a lower receipt takes releases back (D3: a gateway restored from a backup)', async () => {
  const journal = await threeSegments();
  journal.release(6, daysLater(3));
  journal.release(1, daysLater(4));
  await journal.prune(daysLater(1000));
  expect(journal.firstSeq).toBe(1);
});

test('a release outlives a restart once a segment has been begun after it', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await threeSegments(disk);
  journal.release(5, daysLater(3));
  journal.roll(textBytes('later'), daysLater(4));
  await journal.sync();
  const { journal: resumed } = await recovered(disk, options);
  expect(resumed.releasedThrough).toBe(5);
  await resumed.prune(daysLater(17.9));
  expect(resumed.firstSeq).toBe(1);
  await resumed.prune(daysLater(18));
  expect(resumed.firstSeq).toBe(5);
});

test('a release past what is synced counts up to there', async () => {
  const journal = await threeSegments();
  journal.release(99, daysLater(3));
  expect(journal.releasedThrough).toBe(6);
});

test('what was pruned is named when it is asked for', async () => {
  const journal = await threeSegments();
  journal.release(6, daysLater(3));
  await journal.prune(daysLater(17));
  const page = await journal.read(1, { maxRecords: 1, maxBytes: 99 });
  expect(page).toMatchObject({ pruned: { from: 1, to: 2 }, damaged: [], nextSeq: 4 });
  expect(page.entries.map(({ seq }) => seq)).toEqual([3]);
});

test('on a full disk the oldest released segment goes, one at a time, however young; never an unreleased one (D6)', async () => {
  const journal = await threeSegments();
  expect(await journal.makeRoom()).toBe(false);
  journal.release(6, daysLater(3));
  expect(await journal.makeRoom()).toBe(true);
  expect(journal.firstSeq).toBe(3);
  expect(await journal.makeRoom()).toBe(false);
});

test('a removal that failed is made good by the next pruning', async () => {
  const world = new SimulatedDisk();
  const journal = await threeSegments(world.mount());
  journal.release(6, daysLater(3));
  world.condition = 'read-only';
  await expect(journal.prune(daysLater(20))).rejects.toMatchObject({ code: 'storage-fault' });
  world.condition = 'healthy';
  await journal.prune(daysLater(20));
  expect(journal.firstSeq).toBe(3);
});
