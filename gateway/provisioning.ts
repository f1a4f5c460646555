import { stringify } from 'yaml';
import { toHex } from '../protocol/codec/bytes.ts';
import type { CarId } from '../protocol/ids.ts';
import type { Random } from '../protocol/runtime.ts';
import type { Metres } from '../protocol/units.ts';
import type { GatewayConfig } from './config.ts';
import type { Operator } from './operator.ts';
import { keyIdOf, publicKeyOf } from './token/keys.ts';

/** A car that is to join the fleet, and what its unit must know besides its keys. */
export interface CarToProvision {
  readonly car: CarId;
  readonly priceClass: string;
  readonly registration: string;
  /** URL at which the car finds the broker. */
  readonly broker: string;
  /** What the dashboard shows. */
  readonly initialOdometerMetres: Metres;
  /** Addresses, as the device program takes them. */
  readonly lines: {
    readonly obd: string;
    readonly gnss: string;
    readonly cabin: string;
    readonly phones: string;
  };
  /** Where the unit keeps its journal; relative to the file. */
  readonly folder: string;
}

/** A reservation's longest length (T3). */
const longestReservationSeconds = 30 * 86_400;

/**
 * Adds a car with new keys, and gives the one file that its unit needs, which is nowhere else, the password in it and
 * the public half of the car's key.
 * @throws {Fault} as `addCar`.
 */
export async function provisionCar(
  operator: Pick<Operator, 'addCar' | 'issuerKey'>,
  random: Random,
  token: GatewayConfig['token'],
  wanted: CarToProvision,
): Promise<{ readonly file: string; readonly password: string; readonly publicKey: Uint8Array }> {
  const { car, priceClass, registration, broker, initialOdometerMetres, lines, folder } = wanted;
  const seed = random.bytes(32);
  const issuer = await issuerOf(operator, token);
  const publicKey = publicKeyOf(seed).x;
  const { password, macKey } = await operator.addCar({ car, priceClass, registration, publicKey });
  const content = {
    car,
    keys: { signing: toHex(seed), gateway: toHex(macKey) },
    issuers: [issuer],
    initialOdometerMetres,
    broker: { url: broker, password },
    lines,
    folder,
  };
  const heading = `# All that the unit of car ${car} needs, with its keys: keep it at mode 0600.`;
  return { file: `${heading}\n${stringify(content)}`, password, publicKey };
}

/** The gateway's own issuer as a car must know it (clause 7.2). */
async function issuerOf(
  operator: Pick<Operator, 'issuerKey'>,
  { issuer, earlyPickUpMinutes, returnGraceHours }: GatewayConfig['token'],
) {
  const key = await operator.issuerKey();
  return {
    issuer,
    keyId: keyIdOf(key),
    algorithm: 'Ed25519',
    key: { kind: key.kind, x: toHex(key.x) },
    scopes: ['unlock', 'lock', 'end', 'status'],
    longestLifeSeconds: longestReservationSeconds + earlyPickUpMinutes * 60 + returnGraceHours * 3_600,
  };
}
