import { expect, test } from 'vitest';
import { TimelyDisk } from '../../device/timely-disk.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { createManualClock } from '../support/manual-clock.ts';

const name = 'file';
const bytes = new Uint8Array([1, 2, 3]);

function setUp() {
  const manual = createManualClock();
  const simulated = new SimulatedDisk({ files: new Map([[name, bytes]]) });
  const disk = new TimelyDisk(simulated.mount(), manual.timers);
  return { manual, simulated, disk };
}

test('a hurried call that is not answered fails after 5 s; those after it at once, until it is answered', async () => {
  const { manual, simulated, disk } = setUp();
  simulated.condition = 'hanging';
  await disk.hurriedFor(async () => {
    const first = expect(disk.size(name)).rejects.toMatchObject({ code: 'disk-failed', temporary: true });
    await manual.advance(5_000);
    await first;
    await expect(disk.list()).rejects.toMatchObject({ code: 'disk-failed' });
    simulated.condition = 'healthy';
    await manual.advance(0);
    expect(await disk.size(name)).toBe(3);
  });
});

test('nothing comes before a call that was given up: it may yet have its effect', async () => {
  const { manual, simulated, disk } = setUp();
  simulated.condition = 'hanging';
  await disk.hurriedFor(async () => {
    const first = expect(disk.append(name, bytes)).rejects.toMatchObject({ mayHaveHappened: true });
    await manual.advance(5_000);
    await first;
  });
  const truncated = disk.truncate(name, 3);
  simulated.condition = 'healthy';
  await truncated;
  expect(simulated.bytes).toBe(3);
});

test('a hurried call waits for those that were under way before', async () => {
  const { manual, simulated, disk } = setUp();
  simulated.condition = 'hanging';
  const appended = disk.append(name, bytes);
  await disk.hurriedFor(async () => {
    const first = expect(disk.size(name)).rejects.toMatchObject({ code: 'disk-failed' });
    await manual.advance(5_000);
    await first;
  });
  simulated.condition = 'healthy';
  await appended;
  expect(await disk.size(name)).toBe(6);
});

test('a call that is not hurried is waited for', async () => {
  const { manual, simulated, disk } = setUp();
  simulated.condition = 'hanging';
  const size = disk.size(name);
  await manual.advance(600_000);
  simulated.condition = 'healthy';
  expect(await size).toBe(3);
});
