import { concat, sameBytes } from '../protocol/codec/bytes.ts';
import { Fault, messageOf } from '../protocol/errors.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { Log } from '../protocol/runtime.ts';
import { parseSettingsJson, type Settings } from '../protocol/settings/settings.ts';
import { decodeSettings } from '../protocol/settings/signed-settings.ts';
import type { Disk } from './ports.ts';

/** Signed settings on disk: a file for each version, its SHA-256 first, so that one cut short by a power cut counts for nothing. */

const fileName = /^settings-(\d{1,16})$/;
const nameOf = (version: number): string => `settings-${version}`;
const digestBytes = 32;

/** What the disk holds. */
export interface SettingsOnDisk {
  /** By version; what is damaged is as good as not there. */
  readonly files: ReadonlyMap<number, Settings>;
  /** The disk failed: there may be others. */
  readonly isUnread: boolean;
}

export async function readSettingsFiles(disk: Disk, log: Log): Promise<SettingsOnDisk> {
  const files = new Map<number, Settings>();
  let isUnread = false;
  const unlessFailing = async (read: () => Promise<void>): Promise<void> => {
    try {
      await read();
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      log.error({ reason: messageOf(thrown) }, 'settings not read');
      isUnread = true;
    }
  };
  await unlessFailing(async () => {
    for (const version of await versionsOn(disk)) {
      await unlessFailing(async () => {
        const file = await disk.read(nameOf(version), 0, await disk.size(nameOf(version)));
        const settings = settingsIn(file, version);
        if (settings !== null) files.set(version, settings);
      });
    }
  });
  return { files, isUnread };
}

/** On disk when this resolves, whatever was there under that version. @throws {Fault} `storage-fault` */
export async function writeSettingsFile(disk: Disk, version: number, signed: Uint8Array): Promise<void> {
  const name = nameOf(version);
  if ((await disk.list()).includes(name)) await disk.remove(name);
  await disk.append(name, concat(sha256(signed), signed));
  await disk.sync(name);
}

/** @throws {Fault} `storage-fault` */
export async function removeSettingsFiles(disk: Disk, isKept: (version: number) => boolean): Promise<void> {
  for (const version of await versionsOn(disk)) if (!isKept(version)) await disk.remove(nameOf(version));
}

const versionsOn = async (disk: Disk): Promise<readonly number[]> =>
  (await disk.list()).flatMap((name) => {
    const [, version] = fileName.exec(name) ?? [];
    return version === undefined ? [] : [Number(version)];
  });

function settingsIn(file: Uint8Array, version: number): Settings | null {
  const signed = file.slice(digestBytes);
  if (!sameBytes(sha256(signed), file.subarray(0, digestBytes))) return null;
  try {
    return parseSettingsJson(decodeSettings(signed).offer.content, nameOf(version));
  } catch (thrown) {
    if (thrown instanceof Fault) return null;
    throw thrown;
  }
}
