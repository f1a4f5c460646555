import { open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { Fault, messageOf } from '../../protocol/errors.ts';

/** Writes all of it, or rejects. */
export const writeBytes = (stream: Writable, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(bytes, (error) => (error ? reject(error) : resolve()));
  });

/** All bytes of a file of at most `most`. @throws {Fault} `file-missing`, `file-unusable`. */
export async function readBytes(path: string, most: number): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > most) throw new Error(`it has ${size} bytes, more than ${most}`);
      return new Uint8Array(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')
      throw new Fault({ code: 'file-missing', blame: 'operator' }, `${path} is no file`, { cause });
    const message = `${path} cannot be used: ${messageOf(cause)}`;
    throw new Fault({ code: 'file-unusable', blame: 'operator' }, message, { cause });
  }
}
