import type { ListContext } from './access/lists.ts';
import type { Verifier } from './access/signatures.ts';
import type { DeviceConfig } from './config.ts';
import { keyIdOf } from './keys.ts';

/** By what this car judges lists (clause 12). */
export function listContext(
  { car, issuers, root: x }: Pick<DeviceConfig, 'car' | 'issuers' | 'root'>,
  verify: Verifier,
): ListContext {
  const key = x === undefined ? null : ({ kind: 'Ed25519', x } as const);
  return {
    car,
    issuers,
    root: key === null ? null : { key, keyId: keyIdOf(key) },
    keyIdOf,
    verify,
  };
}
