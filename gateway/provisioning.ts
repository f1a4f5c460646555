import { stringify } from 'yaml';
import { toHex } from '../protocol/codec/bytes.ts';
import type { CarId } from '../protocol/ids.ts';
import type { Random } from '../protocol/runtime.ts';
import type { Metres } from '../protocol/units.ts';
import type { GatewayConfig } from './config.ts';
import { ownIssuer } from './fleet-keys.ts';
import type { Operator } from './operator.ts';
import type { CarProvision } from './register/fleet.ts';
import { keyIdOf, publicKeyOf } from './token/keys.ts';

/** What a car's unit must know besides its keys. */
export interface CarUnit {
  readonly car: CarId;
  /** Where the car finds the broker, and what it needs for TLS there, in PEM. */
  readonly broker: {
    readonly url: string;
    readonly ca?: string;
    readonly certificate?: string;
    readonly key?: string;
  };
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
  /** The fleet's offline public key in hexadecimal, where it has one. */
  readonly root: string | null;
}

/** A car that is to join the fleet. */
export interface CarToProvision extends CarUnit {
  readonly priceClass: string;
  readonly registration: string;
}

/** The one file that a unit needs, which is nowhere else, the password in it, and the public half of the car's key. */
export interface Provisioned {
  readonly file: string;
  readonly password: string;
  readonly publicKey: Uint8Array;
}

/**
 * Adds a car with new keys.
 * @throws {Fault} as `addCar`.
 */
export async function provisionCar(
  operator: Pick<Operator, 'addCar' | 'issuerKey' | 'courierKey'>,
  random: Random,
  token: GatewayConfig['token'],
  { car, priceClass, registration, ...unit }: CarToProvision,
): Promise<Provisioned> {
  const seed = random.bytes(32);
  const issuer = await issuerOf(operator, token);
  const publicKey = publicKeyOf(seed).x;
  const provision = await operator.addCar({ car, priceClass, registration, publicKey });
  return fileOf({ car, ...unit }, seed, provision, issuer, await operator.courierKey());
}

/**
 * Gives a car of the fleet new keys in place of those that it had.
 * @throws {Fault} as `renewCar`.
 */
export async function renewCarKeys(
  operator: Pick<Operator, 'renewCar' | 'issuerKey' | 'courierKey'>,
  random: Random,
  token: GatewayConfig['token'],
  unit: CarUnit,
): Promise<Provisioned> {
  const seed = random.bytes(32);
  const issuer = await issuerOf(operator, token);
  return fileOf(
    unit,
    seed,
    await operator.renewCar(unit.car, publicKeyOf(seed).x),
    issuer,
    await operator.courierKey(),
  );
}

function fileOf(
  { car, broker, initialOdometerMetres, lines, folder, root }: CarUnit,
  seed: Uint8Array,
  { password, macKey }: CarProvision,
  issuer: Awaited<ReturnType<typeof issuerOf>>,
  courierKey: Uint8Array | null,
): Provisioned {
  const { url, ...tls } = broker;
  const content = {
    car,
    keys: {
      signing: toHex(seed),
      gateway: toHex(macKey),
      ...(courierKey === null ? {} : { courier: toHex(courierKey) }),
    },
    issuers: [issuer],
    ...(root === null ? {} : { root }),
    initialOdometerMetres,
    broker: { url, password, ...tls },
    lines,
    folder,
  };
  const heading = `# All that the unit of car ${car} needs, with its keys: keep it at mode 0600.`;
  return { file: `${heading}\n${stringify(content)}`, password, publicKey: publicKeyOf(seed).x };
}

/** The gateway's own issuer as a configuration says it. */
async function issuerOf(operator: Pick<Operator, 'issuerKey'>, token: GatewayConfig['token']) {
  const key = await operator.issuerKey();
  const { issuer, algorithm, scopes, longestLifeSeconds, denies } = ownIssuer(key, token);
  return {
    issuer,
    keyId: keyIdOf(key),
    algorithm,
    key: { kind: key.kind, x: toHex(key.x) },
    scopes,
    longestLifeSeconds,
    denies,
  };
}
