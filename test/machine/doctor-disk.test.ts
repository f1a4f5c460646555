import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressOf, emptyFolder, writeConfig } from './bench.ts';
import { run } from './program.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';

const dead = addressOf(9);
const lines = { obd: dead, gnss: dead, cabin: `modbus+${dead}`, phones: dead };

interface Asked {
  /** The unit has never run. */
  readonly isNew: boolean;
  readonly trouble: (disk: SmallDisk) => Promise<void>;
}

/** What the doctor's table says of a disk. */
async function rowOf({ isNew, trouble }: Asked): Promise<string | undefined> {
  const folder = join(await emptyFolder(), 'disk');
  const disk = await smallDisk(folder);
  const config = await writeConfig(folder, lines);
  if (!isNew) await mkdir(join(folder, 'journal'), { mode: 0o700 });
  await trouble(disk);
  const { status, out, err } = await run('device/main.ts', ['doctor', '--config', config]);
  expect({ status, err }).toEqual({ status: 1, err: '' });
  return out.split('\n').find((line) => line.startsWith('disk'));
}

test('a real disk that takes nothing is told with what to do about it', async () => {
  const readOnly = (disk: SmallDisk): Promise<void> => disk.remount('ro');
  const rows = await Promise.all([
    rowOf({ isNew: false, trouble: readOnly }),
    rowOf({ isNew: true, trouble: readOnly }),
    rowOf({ isNew: false, trouble: (disk) => disk.fill() }),
  ]);
  const worn = expect.stringMatching(/^disk +FAIL +the card has become read-only, .*: replace it.*EROFS/);
  expect(rows).toEqual([worn, worn, expect.stringMatching(/^disk +FAIL +the card is full: .*ENOSPC/)]);
}, 180_000);
