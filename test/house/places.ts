import { posix } from 'node:path';

/** The folder at the root that holds `path`: `device` for `device/obd/elm.ts`, '' for a file of the root. */
export function packageOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
}

/** The feature folder of a car's or gateway's file: `obd` for `device/obd/elm.ts`; undefined for `device/ports.ts`. */
export function featureOf(path: string): string | undefined {
  const [owner, folder, file] = path.split('/');
  const isFeature =
    (owner === 'device' || owner === 'gateway') && folder !== 'adapters' && file !== undefined;
  return isFeature ? folder : undefined;
}

export function isMain(path: string): boolean {
  return posix.basename(path) === 'main.ts';
}

export function isAdapter(path: string): boolean {
  return path.split('/').slice(1, -1).includes('adapters');
}

export function isTest(path: string): boolean {
  return packageOf(path) === 'test';
}

/** True of code that gets time, randomness, disk and network through its ports: all but adapters, mains and tests. */
export function isCore(path: string): boolean {
  return !isTest(path) && !isMain(path) && !isAdapter(path);
}
