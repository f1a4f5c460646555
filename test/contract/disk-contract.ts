import { describe, expect, test } from 'vitest';
import type { Disk } from '../../device/ports.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

/** What every `Disk` does, be it a folder or its twin. Each test gets an empty one. */
export function describeDisk(kind: string, openDisk: () => Promise<Disk>): void {
  describe(`${kind} as a disk`, () => {
    test('reads back what was appended, in order', async () => {
      const disk = await openDisk();
      await disk.append('a.log', bytes(1, 2));
      await disk.append('a.log', bytes(3));
      expect(await disk.size('a.log')).toBe(3);
      expect(await disk.read('a.log', 0, 3)).toEqual(bytes(1, 2, 3));
      expect(await disk.read('a.log', 1, 1)).toEqual(bytes(2));
    });

    test('reads as much as there is', async () => {
      const disk = await openDisk();
      await disk.append('a.log', bytes(1, 2));
      expect(await disk.read('a.log', 1, 10)).toEqual(bytes(2));
      expect(await disk.read('a.log', 5, 10)).toEqual(bytes());
    });

    test('keeps its own copy of what was appended and of what was read', async () => {
      const disk = await openDisk();
      const given = bytes(1);
      await disk.append('a.log', given);
      given[0] = 9;
      const read = await disk.read('a.log', 0, 1);
      read[0] = 9;
      expect(await disk.read('a.log', 0, 1)).toEqual(bytes(1));
    });

    test('appends where a file was cut, also after a sync', async () => {
      const disk = await openDisk();
      await disk.append('a.log', bytes(1, 2, 3));
      await disk.sync('a.log');
      await disk.truncate('a.log', 1);
      await disk.append('a.log', bytes(4));
      await disk.sync('a.log');
      expect(await disk.read('a.log', 0, 10)).toEqual(bytes(1, 4));
    });

    test('lists the files that are there', async () => {
      const disk = await openDisk();
      expect(await disk.list()).toEqual([]);
      for (const name of ['a.log', 'b.log', 'c.log']) await disk.append(name, bytes(1));
      await disk.remove('b.log');
      expect([...(await disk.list())].sort()).toEqual(['a.log', 'c.log']);
    });

    test('begins a file anew after its removal', async () => {
      const disk = await openDisk();
      await disk.append('a.log', bytes(1, 2));
      await disk.sync('a.log');
      await disk.remove('a.log');
      await disk.append('a.log', bytes(3));
      await disk.sync('a.log');
      expect(await disk.read('a.log', 0, 10)).toEqual(bytes(3));
    });

    test('removing what is not there is no error, so that a removal can be repeated', async () => {
      const disk = await openDisk();
      await expect(disk.remove('a.log')).resolves.toBeUndefined();
    });

    test.each(['read', 'size', 'sync', 'truncate'] as const)(
      'rejects to %s a file that is not there',
      async (call) => {
        const disk = await openDisk();
        const calls = {
          read: () => disk.read('a.log', 0, 1),
          size: () => disk.size('a.log'),
          sync: () => disk.sync('a.log'),
          truncate: () => disk.truncate('a.log', 0),
        };
        await expect(calls[call]()).rejects.toMatchObject({ code: 'disk-failed', temporary: true });
        expect(await disk.list()).toEqual([]);
      },
    );

    test.each(['', '.', '..', '../a', 'a/b', '/a', '.a'])(
      'rejects the name %j: no plain file name',
      async (name) => {
        const disk = await openDisk();
        await expect(disk.append(name, bytes(1))).rejects.toThrow(RangeError);
        await expect(disk.read(name, 0, 1)).rejects.toThrow(RangeError);
        await expect(disk.remove(name)).rejects.toThrow(RangeError);
      },
    );

    test('writes to more files in turn than it may keep open', async () => {
      const disk = await openDisk();
      const names = Array.from({ length: 12 }, (_, at) => `${at}.log`);
      for (const value of [1, 2]) for (const name of names) await disk.append(name, bytes(value));
      for (const name of names) expect(await disk.read(name, 0, 10)).toEqual(bytes(1, 2));
    });
  });
}
