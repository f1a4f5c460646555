import { expect, test } from 'vitest';
import type { Disk } from '../../../device/ports.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import { begunJournal, readAll, textBytes } from './journal-fixture.ts';

/** A disk that counts its syncs and how many calls are under way at once. */
function watched(disk: Disk) {
  const seen = { syncs: 0, atOnce: 0, underWay: 0 };
  const watch = async (work: () => Promise<void>) => {
    seen.atOnce = Math.max(seen.atOnce, ++seen.underWay);
    await Promise.resolve();
    await work();
    seen.underWay--;
  };
  const port: Disk = {
    ...disk,
    append: (name, bytes) => watch(() => disk.append(name, bytes)),
    sync: (name) => {
      seen.syncs++;
      return watch(() => disk.sync(name));
    },
  };
  return { port, seen };
}

test('callers at the same time share a sync, and only one is under way', async () => {
  const { port, seen } = watched(new SimulatedDisk().mount());
  const journal = await begunJournal(port);
  seen.syncs = 0;
  const syncs = Array.from({ length: 100 }, (_, at) => {
    journal.append(textBytes(`${at}`));
    return journal.sync();
  });
  await Promise.all(syncs);
  expect(seen).toMatchObject({ syncs: 2, atOnce: 1 });
  expect((await readAll(journal)).entries).toHaveLength(100);
});

test('a sync covers all that was appended before it, also while another is under way', async () => {
  const { port } = watched(new SimulatedDisk().mount());
  const journal = await begunJournal(port);
  journal.append(textBytes('one'));
  const first = journal.sync();
  journal.append(textBytes('two'));
  const second = journal.sync();
  await first;
  expect(journal.syncedSeq).toBe(1);
  await second;
  expect(journal.syncedSeq).toBe(2);
});

test('nothing is read before it is synced (D6)', async () => {
  const journal = await begunJournal(new SimulatedDisk().mount());
  journal.append(textBytes('one'));
  expect((await readAll(journal)).entries).toEqual([]);
  await journal.sync();
  expect((await readAll(journal)).entries).toEqual([[1, 'one']]);
});

test('with nothing to write nothing is written', async () => {
  const { port, seen } = watched(new SimulatedDisk().mount());
  const journal = await begunJournal(port);
  seen.syncs = 0;
  await journal.sync();
  expect(seen.syncs).toBe(0);
});
