import { expect, test } from 'vitest';
import type { Disk } from '../../../device/ports.ts';
import { SimulatedDisk } from '../../../simulator/disk.ts';
import { begunJournal, daysLater, readAll, recovered, store, textBytes } from './journal-fixture.ts';

const firstFile = '0001-00112233445566aa-000000000001.log';

/** Reads that touch this stretch of the first segment fail, as of a bad spot on the flash. */
const withBadSpot = (disk: Disk, from: number, to: number): Disk => ({
  ...disk,
  async read(name, offset, length) {
    if (name === firstFile && offset < to && offset + length > from) throw new Error('input/output error');
    return disk.read(name, offset, length);
  },
});

/** Two segments: 20 records of 1,000 bytes in the first, one in the second. */
async function journalOfTwo(disk: Disk) {
  const journal = await begunJournal(disk, { segmentBytes: 20_000, tailBytes: 0 });
  for (let seq = 1; seq <= 20; seq++) await store(journal, `${seq}`.padEnd(1_000));
  journal.roll(textBytes('later'), daysLater(1));
  await store(journal, 'last');
  return journal;
}

test('a spot that cannot be read costs the records that lie there; the rest is delivered (D6)', async () => {
  const disk = new SimulatedDisk().mount();
  await journalOfTwo(disk);
  const { journal } = await recovered(withBadSpot(disk, 9_000, 9_001), { tailBytes: 0 });
  const { entries, damaged } = await readAll(journal);
  expect(damaged).toEqual([{ from: 8, to: 12 }]);
  expect(entries.map(([seq]) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
});

test('in the segment being written as well: the car goes on behind it', async () => {
  const disk = new SimulatedDisk().mount();
  const journal = await begunJournal(disk);
  for (let seq = 1; seq <= 20; seq++) await store(journal, `${seq}`.padEnd(1_000));
  const found = await recovered(withBadSpot(disk, 9_000, 9_001));
  expect(found.damaged).toEqual([{ from: 8, to: 12 }]);
  expect(found.journal.nextSeq).toBe(21);
});

test('a segment that cannot be read at all, where others can, holds up what follows it for ten attempts; then it is lost (D6, D13)', async () => {
  const disk = new SimulatedDisk().mount();
  await journalOfTwo(disk);
  const { journal } = await recovered(withBadSpot(disk, 0, Number.POSITIVE_INFINITY), { tailBytes: 0 });
  for (let attempt = 1; attempt < 10; attempt++)
    await expect(readAll(journal)).rejects.toMatchObject({ code: 'storage-fault' });
  const { entries, damaged } = await readAll(journal);
  expect(damaged).toEqual([{ from: 1, to: 20 }]);
  expect(entries.map(([seq]) => seq)).toEqual([21]);
});

test('nothing is lost as long as the disk gives nothing else either, or gives it in time', async () => {
  const disk = new SimulatedDisk().mount();
  await journalOfTwo(disk);
  let isBad: (name: string) => boolean = () => false;
  const troubled: Disk = {
    ...disk,
    async read(name, offset, length) {
      if (isBad(name)) throw new Error('input/output error');
      return disk.read(name, offset, length);
    },
  };
  const { journal } = await recovered(troubled, { tailBytes: 0 });
  for (const [troubledName, attempts] of [
    ['', 30],
    [firstFile, 9],
    ['', 30],
  ] as const) {
    isBad = (name) => name.endsWith(troubledName);
    for (let attempt = 0; attempt < attempts; attempt++)
      await expect(readAll(journal)).rejects.toMatchObject({ code: 'storage-fault' });
  }
  isBad = () => false;
  const { entries, damaged } = await readAll(journal);
  expect([entries.length, damaged]).toEqual([21, []]);
});

test('a spot in the head of an earlier segment costs no record (D6)', async () => {
  const disk = new SimulatedDisk().mount();
  await journalOfTwo(disk);
  const bad: Disk = {
    ...disk,
    async read(name, offset, length) {
      if (name === firstFile && offset === 0 && length < 4_096) throw new Error('input/output error');
      return disk.read(name, offset, length);
    },
  };
  const { journal } = await recovered(bad, { tailBytes: 0 });
  expect((await readAll(journal)).entries).toHaveLength(21);
});

test('a disk that fails as a whole, or comes back while it is read, has no bad spots', async () => {
  const disk = new SimulatedDisk().mount();
  await journalOfTwo(disk);
  let failures = Number.POSITIVE_INFINITY;
  const flaky: Disk = {
    ...disk,
    async read(...call) {
      if (failures-- > 0) throw new Error('input/output error');
      return disk.read(...call);
    },
  };
  const { journal } = await recovered(disk, { tailBytes: 0 });
  const page = (from: Disk) => recovered(from, { tailBytes: 0 }).then((found) => readAll(found.journal));
  await expect(page(flaky)).rejects.toMatchObject({ code: 'storage-fault' });
  for (failures = 1; failures < 9; ) {
    const times = failures;
    expect((await page(flaky).catch(() => null))?.damaged ?? []).toEqual([]);
    failures = times + 1;
  }
  expect((await readAll(journal)).damaged).toEqual([]);
});
