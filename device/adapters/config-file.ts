import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { TlsCredentials } from '../../protocol/adapters/tls-credentials.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { parseSettings, type Settings } from '../../protocol/settings/settings.ts';
import { type DeviceFile, parseDeviceFile, parseProfile, type VehicleChoice } from '../config.ts';
import type { VehicleProfile } from '../obd/profile.ts';

/** Permissions of anyone but the owner. */
const othersMode = 0o077;

/** What `broker` names files for, or holds itself. */
const tlsFiles = ['ca', 'certificate', 'key'] as const;

const isPem = (text: string): boolean => text.startsWith('-----BEGIN ');

/**
 * Reads a configuration; its folder and the files that it names become absolute paths.
 * @throws {Fault} `configuration-unreadable`; `configuration-exposed` where others than its owner may read it, for it
 * holds the car's keys; `configuration-invalid`
 */
export async function readDeviceFile(path: string): Promise<DeviceFile> {
  const file = parseDeviceFile(await secretOf(path), path);
  const fromFile = (named: string): string => resolve(dirname(path), named);
  const broker = { ...file.broker };
  for (const name of tlsFiles) {
    const named = broker[name];
    if (named !== undefined && !isPem(named)) broker[name] = fromFile(named);
  }
  return { ...file, broker, folder: fromFile(file.folder) };
}

/** A configuration with all that it names. */
export interface CarFiles {
  readonly file: DeviceFile;
  readonly vehicle: VehicleChoice;
  readonly settings: Settings | undefined;
}

/**
 * Reads a configuration and the vehicle profiles that it names.
 * @throws {Fault} as `readDeviceFile` does
 */
export async function readCarFiles(path: string): Promise<CarFiles> {
  const file = await readDeviceFile(path);
  const textBeside = async (named: string) => (await textOf(resolve(dirname(path), named))).text;
  const profiles: VehicleProfile[] = [];
  for (const named of file.profiles) profiles.push(parseProfile(await textBeside(named), named));
  const profile = profiles.find(({ profile: name }) => name === file.profile);
  if (file.profile !== undefined && profile === undefined) {
    throw new Fault(
      { code: 'configuration-invalid', blame: 'operator' },
      `${path}: profile: ${file.profile} is in none of the files under profiles`,
    );
  }
  const settings =
    file.settingsFile === undefined
      ? undefined
      : parseSettings(await textBeside(file.settingsFile), file.settingsFile);
  return { file, vehicle: { profiles, profile }, settings };
}

/**
 * Reads the certificates and the key that a configuration names, or takes those that it holds.
 * @throws {Fault} as `readDeviceFile` does
 */
export async function readTlsFiles({ ca, certificate, key }: DeviceFile['broker']): Promise<TlsCredentials> {
  return {
    ...(ca === undefined ? {} : { ca: isPem(ca) ? ca : (await textOf(ca)).text }),
    ...(certificate === undefined
      ? {}
      : { certificate: isPem(certificate) ? certificate : (await textOf(certificate)).text }),
    ...(key === undefined ? {} : { key: isPem(key) ? key : await secretOf(key) }),
  };
}

async function secretOf(path: string): Promise<string> {
  const { text, mode } = await textOf(path);
  if ((mode & othersMode) === 0) return text;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  throw new Fault(
    { code: 'configuration-exposed', blame: 'operator' },
    `${path}: holds secrets, but its mode is ${shown}; make it 0600`,
  );
}

async function textOf(path: string): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    const { mode } = await stat(path);
    return { mode, text: await readFile(path, 'utf8') };
  } catch (cause) {
    throw new Fault({ code: 'configuration-unreadable', blame: 'operator' }, messageOf(cause), { cause });
  }
}
