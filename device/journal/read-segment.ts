import type { Disk } from '../ports.ts';
import { onDisk } from './faults.ts';

const blockBytes = 4_096;

/**
 * The first `length` bytes of a segment. Where single blocks of it cannot be read, zeros stand for them, so that a bad
 * spot on the flash costs the records that lie there and no others (D6).
 * @throws {Fault} `storage-fault` where the disk fails as a whole
 */
export function readSegment(disk: Disk, name: string, length: number): Promise<Uint8Array> {
  return onDisk(`read ${name}`, async () => {
    try {
      return await disk.read(name, 0, length);
    } catch (cause) {
      return await readBlocks(disk, name, length, cause);
    }
  });
}

/** @throws `cause` where no block stays readable while others are not: then it is no matter of single spots. */
async function readBlocks(disk: Disk, name: string, length: number, cause: unknown): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const read = async (offset: number): Promise<boolean> => {
    try {
      bytes.set(await disk.read(name, offset, Math.min(blockBytes, length - offset)), offset);
      return true;
    } catch {
      return false;
    }
  };
  const blocks = Array.from({ length: Math.ceil(length / blockBytes) }, (_, at) => at * blockBytes);
  const refused = await refusedOf(blocks, read);
  // Twice, and with a good one read again afterwards: a disk that comes back meanwhile has no bad spots.
  const bad = new Set(await refusedOf(refused, read));
  const good = blocks.find((offset) => !bad.has(offset));
  if (good === undefined || !(await read(good))) throw cause;
  return bytes;
}

async function refusedOf(
  offsets: readonly number[],
  read: (offset: number) => Promise<boolean>,
): Promise<readonly number[]> {
  const refused: number[] = [];
  for (const offset of offsets) if (!(await read(offset))) refused.push(offset);
  return refused;
}
