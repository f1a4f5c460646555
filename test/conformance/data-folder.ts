import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A file of the folder that RITMETER_DATA names (paths inside it: `cbor/`, `cose/`, …).
 * @throws where the variable, the folder or the file is missing: conformance is shown or failed, never passed over.
 */
export function readData(path: string): string {
  const { RITMETER_DATA: folder = '' } = process.env;
  if (folder === '')
    throw new Error('RITMETER_DATA is not set: it names the folder with the conformance data');
  const file = join(folder, path);
  if (!existsSync(file)) throw new Error(`RITMETER_DATA=${folder}: there is no ${path} in it`);
  return readFileSync(file, 'utf8');
}
