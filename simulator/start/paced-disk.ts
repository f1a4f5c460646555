import type { Disk } from '../../device/ports.ts';
import type { Pacing } from '../kernel/pacing.ts';

/** A real disk whose calls hold virtual time until they are over. */
export function pacedDisk(disk: Disk, pacing: Pick<Pacing, 'watch'>, name: string): Disk {
  const watch = <Result>(what: string, call: Promise<Result>) => pacing.watch(`${name}: ${what}`, call);
  return {
    list: () => watch('listing', disk.list()),
    read: (file, offset, length) => watch(`reading ${file}`, disk.read(file, offset, length)),
    size: (file) => watch(`measuring ${file}`, disk.size(file)),
    append: (file, bytes) => watch(`appending to ${file}`, disk.append(file, bytes)),
    sync: (file) => watch(`syncing ${file}`, disk.sync(file)),
    truncate: (file, length) => watch(`truncating ${file}`, disk.truncate(file, length)),
    remove: (file) => watch(`removing ${file}`, disk.remove(file)),
  };
}
