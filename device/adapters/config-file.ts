import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { type DeviceFile, parseDeviceFile } from '../config.ts';

/** Permissions of anyone but the owner. */
const othersMode = 0o077;

/**
 * Reads a configuration; its folder becomes an absolute path.
 * @throws {Fault} `configuration-unreadable`; `configuration-exposed` where others than its owner may read it, for it
 * holds the car's keys; `configuration-invalid`
 */
export async function readDeviceFile(path: string): Promise<DeviceFile> {
  const { text, mode } = await textOf(path);
  if ((mode & othersMode) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    throw new Fault(
      { code: 'configuration-exposed', blame: 'operator' },
      `${path}: holds secrets, but its mode is ${shown}; make it 0600`,
    );
  }
  const file = parseDeviceFile(text, path);
  return { ...file, folder: resolve(dirname(path), file.folder) };
}

async function textOf(path: string): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    const { mode } = await stat(path);
    return { mode, text: await readFile(path, 'utf8') };
  } catch (cause) {
    throw new Fault({ code: 'configuration-unreadable', blame: 'operator' }, messageOf(cause), { cause });
  }
}
