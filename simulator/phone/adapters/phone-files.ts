import { mkdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '../../../protocol/errors.ts';
import { type Pass, readPass, writePass } from '../../../protocol/token/pass.ts';
import { type PhoneKey, parsePhoneKey } from '../phone-key.ts';

/** Permissions of anyone but the owner. */
const othersMode = 0o077;

/** @throws {Fault} `file-unusable`, `key-exposed` or `key-invalid`. */
export async function readKeyFile(path: string): Promise<PhoneKey> {
  const { mode } = await used(path, () => stat(path));
  if ((mode & othersMode) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    throw new Fault(
      { code: 'key-exposed', blame: 'operator' },
      `${path}: a private key, but its mode is ${shown}; make it 0600`,
    );
  }
  return parsePhoneKey(await used(path, () => readFile(path, 'utf8')), path);
}

/** Writes a new file with mode 0600; one that is there stays as it is. @throws {Fault} `file-unusable`. */
export const writeKeyFile = (path: string, text: string): Promise<void> =>
  used(path, () => writeFile(path, text, { mode: 0o600, flag: 'wx' }));

/** A token with its car's key, or a bare token as bytes or in hexadecimal. @throws {Fault} `file-unusable` or `token-invalid`. */
export async function readPassFile(path: string): Promise<Pass> {
  const content = await used(path, () => readFile(path));
  try {
    return readPass(new Uint8Array(content));
  } catch (cause) {
    throw new Fault({ code: 'token-invalid', blame: 'operator' }, `${path}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Writes a pass with mode 0600, in place of the one under that name; makes the folder where it is missing.
 * @throws {Fault} `file-unusable`
 */
export async function writePassFile(folder: string, name: string, pass: Pass): Promise<string> {
  const path = join(folder, `${name}.hex`);
  await used(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));
  await used(path, async () => {
    await writeFile(`${path}.new`, writePass(pass), { mode: 0o600 });
    await rename(`${path}.new`, path);
  });
  return path;
}

const besideOf = (file: string): string => file.replace(/\.hex$/, '');

/** Keeps what came of a token in a file beside it, with mode 0600. @throws {Fault} `file-unusable` */
export async function writeBeside(
  tokenFile: string,
  kind: 'receipt' | 'parcel',
  text: string,
): Promise<string> {
  const path = `${besideOf(tokenFile)}.${kind}`;
  await used(path, async () => {
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  });
  return path;
}

/** The parcel beside a token, where there is one. @throws {Fault} `file-unusable` */
export async function readParcelsBeside(
  tokenFile: string,
): Promise<readonly { readonly path: string; readonly parcel: Uint8Array }[]> {
  const path = `${besideOf(tokenFile)}.parcel`;
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const text = (await readTextFile(path)).trim();
  return [{ path, parcel: new Uint8Array(Buffer.from(text, 'hex')) }];
}

/** @throws {Fault} `file-unusable` */
export const removeFile = (path: string): Promise<void> => used(path, () => unlink(path));

/** @throws {Fault} `file-unusable` */
export const readTextFile = (path: string): Promise<string> => used(path, () => readFile(path, 'utf8'));

async function used<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw new Fault({ code: 'file-unusable', blame: 'operator' }, `${path}: ${messageOf(cause)}`, { cause });
  }
}
