import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Fault } from '../../protocol/errors.ts';

/** A claim on a folder, which ends with `release` or with the process, however that ends. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Keeps a second device off a journal that one is writing. The claim is a socket in Linux's abstract namespace, which
 * no crash leaves behind; other systems have none, and the folder stays unclaimed there.
 * @throws {Fault} `folder-in-use`
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  if (process.platform !== 'linux') return { release: async () => {} };
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex');
  const server = createServer((socket) => socket.destroy());
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: `\0ritmeter-device-${name}` }, resolve);
    });
  } catch (cause) {
    throw new Fault(
      { code: 'folder-in-use', blame: 'operator' },
      `folder ${folder} is in use by another device`,
      { cause },
    );
  }
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}
