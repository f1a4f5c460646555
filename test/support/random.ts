import { createHash } from 'node:crypto';
import type { Random } from '../../protocol/runtime.ts';

/** Bytes that are different at each call and the same in each run. */
export function countingRandom(): Random {
  let count = 0;
  return {
    bytes: (length) =>
      new Uint8Array(createHash('shake256', { outputLength: length }).update(String(count++)).digest()),
  };
}
