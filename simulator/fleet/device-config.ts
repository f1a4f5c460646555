import { createHash } from 'node:crypto';
import type { DeviceConfig } from '../../device/config.ts';
import { type IssuerId, keyId } from '../../protocol/ids.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { algorithmFor, type PublicKey, thumbprintBytes } from '../../protocol/token/cose-key.ts';
import type { CarEntry } from './roster.ts';

const scopes: readonly Action[] = ['unlock', 'lock', 'end', 'fuel-card', 'status'];
const longestLifeSeconds = 40 * 86_400;

/** The one issuer that a simulated car knows: its gateway. */
export const issuerOf = (issuer: IssuerId, key: PublicKey): DeviceConfig['issuers'][number] => ({
  issuer,
  keyId: keyId(createHash('sha256').update(thumbprintBytes(key)).digest('hex').slice(0, 16)),
  algorithm: algorithmFor(key),
  key,
  scopes: [...scopes],
  longestLifeSeconds,
  denies: true,
});

/** The configuration of a car's unit. */
export const configOf = (
  entry: CarEntry,
  authenticationKey: Uint8Array,
  issuers: DeviceConfig['issuers'],
  pace: DeviceConfig['pace'],
): DeviceConfig => ({
  car: entry.car,
  keys: { signing: entry.signing, gateway: authenticationKey },
  issuers,
  denyList: { whenOlder: 'accept' },
  initialOdometerMetres: entry.initialOdometerMetres,
  pace,
  ...(entry.model.profile === undefined
    ? {}
    : { vehicle: { profiles: [entry.model.profile], profile: undefined } }),
});
