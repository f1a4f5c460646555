import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { seededRandom } from '../../simulator/kernel/random.ts';
import { createManualClock } from '../support/manual-clock.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);
const synced = bytes(1, 2, 3);
const unsynced = bytes(4, 5, 6, 7);

async function diskWithUnsynced() {
  const world = new SimulatedDisk();
  const disk = world.mount();
  await disk.append('a.log', synced);
  await disk.sync('a.log');
  await disk.append('a.log', unsynced);
  return world;
}

/** What power cuts with seeds 0 to 199 leave of `a.log`. */
async function outcomes(prepare: () => Promise<SimulatedDisk>, bitFlips = 0) {
  const left: (number[] | null)[] = [];
  for (let seed = 0; seed < 200; seed++) {
    const world = await prepare();
    world.crash(seededRandom(seed), { bitFlips });
    const file = world.snapshotFiles().get('a.log');
    left.push(file === undefined ? null : [...file]);
  }
  return left;
}

describe('a power cut', () => {
  test('keeps what is synced and tears the rest at any byte', async () => {
    const left = await outcomes(diskWithUnsynced);
    const whole = [...synced, ...unsynced];
    for (const file of left) expect(file).toEqual(whole.slice(0, file?.length));
    expect(new Set(left.map((file) => file?.length))).toEqual(new Set([3, 4, 5, 6, 7]));
  });

  test('may flip a bit of what was not synced, and of nothing else', async () => {
    const left = await outcomes(diskWithUnsynced, 1);
    for (const file of left) expect(file?.slice(0, 3)).toEqual([...synced]);
    expect(left.some((file) => file?.some((byte, at) => byte !== at + 1))).toBe(true);
  });

  test('may take a file whose name was never synced, and one that is begun anew after a removal', async () => {
    const left = await outcomes(async () => {
      const world = new SimulatedDisk({ files: new Map([['a.log', synced]]) });
      const disk = world.mount();
      await disk.remove('a.log');
      await disk.append('a.log', bytes(9));
      return world;
    });
    expect(new Set(left.map((file) => JSON.stringify(file)))).toEqual(new Set(['null', '[]', '[9]']));
  });

  test('may undo a truncation that was not synced', async () => {
    const left = await outcomes(async () => {
      const world = new SimulatedDisk({ files: new Map([['a.log', synced]]) });
      await world.mount().truncate('a.log', 1);
      return world;
    });
    expect(new Set(left.map((file) => JSON.stringify(file)))).toEqual(new Set(['[1]', '[1,2,3]']));
  });

  test('leaves the same with the same seed', async () => {
    expect(await outcomes(diskWithUnsynced, 0.5)).toEqual(await outcomes(diskWithUnsynced, 0.5));
  });

  test('stops the device that was writing: its calls never settle and change nothing', async () => {
    const world = await diskWithUnsynced();
    const dead = world.mount();
    world.crash(seededRandom(1));
    const before = world.snapshotFiles();
    let settled = false;
    void dead.append('a.log', bytes(9)).finally(() => {
      settled = true;
    });
    await world.mount().list();
    expect(settled).toBe(false);
    expect(world.snapshotFiles()).toEqual(before);
  });
});

describe('an ailing disk', () => {
  test('a full one writes half of an append', async () => {
    const world = new SimulatedDisk();
    world.condition = 'full';
    await expect(world.mount().append('a.log', unsynced)).rejects.toMatchObject({ code: 'disk-full' });
    expect([...world.snapshotFiles().values()]).toEqual([bytes(4, 5)]);
  });

  test('a read-only one reads and changes nothing', async () => {
    const world = await diskWithUnsynced();
    world.condition = 'read-only';
    const disk = world.mount();
    const changes = [
      () => disk.append('a.log', synced),
      () => disk.sync('a.log'),
      () => disk.truncate('a.log', 0),
    ];
    for (const change of [...changes, () => disk.remove('a.log')])
      await expect(change()).rejects.toMatchObject({ code: 'disk-failed', temporary: true });
    expect(await disk.read('a.log', 0, 10)).toEqual(bytes(1, 2, 3, 4, 5, 6, 7));
  });

  test('a sync that failed loses its bytes for good, though the next one reports success', async () => {
    const left = await outcomes(async () => {
      const world = await diskWithUnsynced();
      const disk = world.mount();
      world.condition = 'failing';
      await disk.sync('a.log').catch(() => {});
      world.condition = 'healthy';
      await disk.sync('a.log');
      return world;
    });
    for (const file of left) expect(file).toEqual([1, 2, 3, 0, 0, 0, 0]);
  });

  test('a slow one takes its time', async () => {
    const { timers, clock, advance } = createManualClock();
    const world = new SimulatedDisk({ latency: { timers, usual: milliseconds(2), slow: milliseconds(500) } });
    world.condition = 'slow';
    const doneAt = world
      .mount()
      .append('a.log', synced)
      .then(() => clock.elapsed());
    expect(world.busy).toBe(true);
    await advance(1000);
    expect(await doneAt).toBe(500);
    expect(world.busy).toBe(false);
  });
});

test('a call under way at a power cut never settles; of an append anything may be left, of a sync nothing', async () => {
  const left = new Set<number>();
  for (let seed = 0; seed < 40; seed++) {
    const { timers, advance } = createManualClock();
    const world = new SimulatedDisk({ latency: { timers, usual: milliseconds(2), slow: milliseconds(500) } });
    const disk = world.mount();
    let settled = false;
    const settles = (call: Promise<void>) => void call.finally(() => (settled = true));
    settles(disk.append('a.log', synced));
    settles(disk.sync('a.log'));
    world.crash(seededRandom(seed));
    await advance(10);
    expect(settled).toBe(false);
    left.add(world.snapshotFiles().get('a.log')?.length ?? -1);
  }
  expect(left).toContain(-1);
  expect(left).toContain(synced.length);
  expect(left.size).toBeGreaterThan(3);
});

test('a power cut may leave a hole of a sector in what was not synced, and what was written behind it', async () => {
  const unsynced = new Uint8Array(2_000).fill(7);
  let holes = 0;
  for (let seed = 0; seed < 40; seed++) {
    const world = new SimulatedDisk({ files: new Map([['a.log', synced]]) });
    await world.mount().append('a.log', unsynced);
    world.crash(seededRandom(seed), { bitFlips: 0, holes: 1 });
    const bytes = world.snapshotFiles().get('a.log') ?? new Uint8Array(0);
    expect(bytes.subarray(0, synced.length)).toEqual(synced);
    const zeros = bytes.subarray(synced.length).filter((byte) => byte === 0).length;
    expect(zeros).toBeLessThanOrEqual(512);
    if (zeros > 0 && bytes.at(-1) === 7) holes += 1;
  }
  expect(holes).toBeGreaterThan(10);
});

test('counts each 4 KiB page at each sync that finds it dirty', async () => {
  const world = new SimulatedDisk();
  const disk = world.mount();
  const grow = async (length: number) => {
    const before = world.pagesWritten;
    await disk.append('a.log', new Uint8Array(length));
    await disk.sync('a.log');
    return world.pagesWritten - before;
  };
  expect(await grow(1)).toBe(1);
  expect(await grow(4095)).toBe(1);
  expect(await grow(1)).toBe(1);
  expect(await grow(8192)).toBe(3);
  expect(await grow(0)).toBe(0);
});

test('starts again from the files of another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (content) => {
      const files = new Map([['a.log', content]]);
      const world = new SimulatedDisk({ files });
      world.crash(seededRandom(1));
      expect(world.snapshotFiles()).toEqual(files);
    }),
    { numRuns: 20 },
  );
});

describe('worn-out flash', () => {
  test('flips one bit of what is synced, and says that it is spoilt', async () => {
    const world = await diskWithUnsynced();
    expect(world.timesSpoilt).toBe(0);
    world.flipBit('a.log', 9);
    expect([...(world.snapshotFiles().get('a.log') ?? [])]).toEqual([1, 0, 3, ...unsynced]);
    expect(world.timesSpoilt).toBe(1);
  });

  test('falls back to an earlier image, synced; a device that was at work on it is dead', async () => {
    const world = new SimulatedDisk();
    const disk = world.mount();
    await disk.append('a.log', synced);
    await disk.sync('a.log');
    const image = world.snapshotFiles();
    await disk.append('a.log', unsynced);
    await disk.sync('a.log');
    world.rollBack(image);
    world.crash(seededRandom(1));
    expect([...(world.snapshotFiles().get('a.log') ?? [])]).toEqual([...synced]);
    expect(await Promise.race([disk.list(), Promise.resolve('no answer')])).toBe('no answer');
  });
});
