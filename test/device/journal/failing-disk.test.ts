import { expect, test } from 'vitest';
import { createJournal } from '../../../device/journal/recovery.ts';
import { type DiskCondition, SimulatedDisk } from '../../../simulator/disk.ts';
import { seededRandom } from '../../../simulator/kernel/random.ts';
import {
  begunJournal,
  daysLater,
  readAll,
  recovered,
  someJournalId,
  store,
  textBytes,
} from './journal-fixture.ts';

/** Header and the snapshot `start`. */
const beginning = 50;
/** A write of these records: its head, and a frame each. */
const write = (...texts: string[]) => texts.reduce((sum, { length }) => sum + 13 + length, 25);
const sizesOf = (world: SimulatedDisk) => [...world.snapshotFiles().values()].map(({ length }) => length);

const ailments: DiskCondition[] = ['full', 'failing', 'read-only'];

test.each(ailments)(
  'on a %s disk a sync fails as storage-fault, and the records wait for the next one',
  async (ailment) => {
    const world = new SimulatedDisk();
    const journal = await begunJournal(world.mount());
    await store(journal, 'one');
    world.condition = ailment;
    journal.append(textBytes('two'));
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(journal.sync()).rejects.toMatchObject({ code: 'storage-fault', temporary: true });
    journal.append(textBytes('three'));
    expect(journal.syncedSeq).toBe(1);

    world.condition = 'healthy';
    await journal.sync();
    const expected = {
      entries: [
        [1, 'one'],
        [2, 'two'],
        [3, 'three'],
      ],
      damaged: [],
    };
    expect(await readAll(journal)).toEqual(expected);
    expect(sizesOf(world)).toEqual([beginning + write('one') + write('two', 'three')]);
    const found = await recovered(world.mount());
    expect(await readAll(found.journal)).toEqual(expected);
  },
);

test('bytes that the kernel dropped in a failed sync are written anew', async () => {
  const world = new SimulatedDisk();
  const disk = world.mount();
  const syncInto = async (condition: DiskCondition, name: string) => {
    world.condition = condition;
    await disk.sync(name).finally(() => {
      world.condition = 'healthy';
    });
  };
  const conditions: DiskCondition[] = ['healthy', 'failing', 'healthy'];
  const journal = await begunJournal({
    ...disk,
    sync: (name) => syncInto(conditions.shift() ?? 'healthy', name),
  });
  journal.append(textBytes('one'));
  await expect(journal.sync()).rejects.toMatchObject({ code: 'storage-fault' });
  await journal.sync();

  world.crash(seededRandom(1));
  expect((await readAll((await recovered(world.mount())).journal)).entries).toEqual([[1, 'one']]);
});

test('when memory for unsynced records is full, a record is refused and no number is used', async () => {
  const world = new SimulatedDisk();
  const journal = await begunJournal(world.mount(), { maxUnsyncedBytes: 40 });
  world.condition = 'failing';
  expect([journal.append(textBytes('one')), journal.append(textBytes('two'))]).toEqual([1, 2]);
  expect(() => journal.append(textBytes('three'))).toThrow(expect.objectContaining({ code: 'journal-full' }));
  world.condition = 'healthy';
  await journal.sync();
  expect(journal.append(textBytes('three'))).toBe(3);
});

test('a segment that could not be begun is begun with the next sync, and its records follow', async () => {
  const world = new SimulatedDisk();
  const journal = await begunJournal(world.mount(), { segmentBytes: 60 });
  await store(journal, 'one');
  journal.roll(textBytes('after one'), daysLater(1));
  journal.append(textBytes('two'));
  world.condition = 'full';
  await expect(journal.sync()).rejects.toMatchObject({ code: 'storage-fault' });
  world.condition = 'healthy';
  await journal.sync();
  expect(sizesOf(world)).toEqual([beginning + write('one'), beginning + 4 + write('two')]);
  const found = await recovered(world.mount());
  expect(found.entriesSinceSnapshot).toEqual([{ seq: 2, bytes: textBytes('two') }]);
  expect((await readAll(found.journal)).entries).toEqual([
    [1, 'one'],
    [2, 'two'],
  ]);
});

test('a journal can be begun while the disk fails: its records wait in memory (D6)', async () => {
  const world = new SimulatedDisk();
  world.condition = 'read-only';
  const begin = { journalId: someJournalId, generation: 1, snapshot: textBytes('start'), now: daysLater(0) };
  const journal = createJournal(world.mount(), begin);
  expect(journal.append(textBytes('one'))).toBe(1);
  await expect(journal.sync()).rejects.toMatchObject({ code: 'storage-fault' });
  world.condition = 'healthy';
  await journal.sync();
  expect((await readAll((await recovered(world.mount())).journal)).entries).toEqual([[1, 'one']]);
});

test('a journal is resumed on a read-only disk, and mended when the disk is', async () => {
  const world = new SimulatedDisk();
  await store(await begunJournal(world.mount()), 'one');
  const [name = ''] = world.snapshotFiles().keys();
  await world.mount().append(name, textBytes('torn'));

  world.condition = 'read-only';
  const found = await recovered(world.mount());
  expect(found.fault).toMatchObject({ code: 'storage-fault' });
  expect(found.journal.append(textBytes('two'))).toBe(2);
  world.condition = 'healthy';
  await found.journal.sync();
  const expected = [
    [1, 'one'],
    [2, 'two'],
  ];
  expect((await readAll(found.journal)).entries).toEqual(expected);
  const again = await recovered(world.mount());
  expect(again.truncatedBytes).toBe(0);
  expect((await readAll(again.journal)).entries).toEqual(expected);
});
