import { dirname, resolve } from 'node:path';
import { Fault } from '../../protocol/errors.ts';
import type { Files, ServerTls } from './ports.ts';

/** Paths of PEM files, relative to the configuration that names them. */
export interface TlsPaths {
  readonly certificate: string;
  readonly key: string;
  readonly clientCa?: string | undefined;
}

/**
 * Reads what the paths of a configuration name.
 * @throws {Fault} `file-unusable`; `secret-exposed` where others than its owner may read the key.
 */
export async function readTlsFiles(
  files: Files,
  configuration: string,
  { certificate, key, clientCa }: TlsPaths,
): Promise<ServerTls> {
  const at = (path: string): string => besideFile(configuration, path);
  return {
    certificate: await readPem(files, at(certificate)),
    key: await files.readSecret(at(key)),
    ...(clientCa === undefined ? {} : { clientCa: await readPem(files, at(clientCa)) }),
  };
}

/** A path that a file names relative to itself. */
export const besideFile = (file: string, path: string): string => resolve(dirname(file), path);

/** @throws {Fault} `file-unusable` */
export async function readPem(files: Pick<Files, 'read'>, path: string): Promise<string> {
  const text = await files.read(path);
  if (text !== null) return text;
  throw new Fault({ code: 'file-unusable', blame: 'operator' }, `${path}: there is no such file`);
}
