import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { carId, issuerId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { writePass } from '../../protocol/token/pass.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { epochSeconds } from '../../protocol/units.ts';
import { ed25519Key, type SigningKey } from '../support/signing-keys.ts';
import { type Ended, Program, run, type Surroundings } from './program.ts';

const seedOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const issuer = ed25519Key(seedOf(1));
export const phoneKey = ed25519Key(seedOf(2));
export const carKey = ed25519Key(seedOf(3));

const addresses = z.object({ obd: z.string(), gnss: z.string(), cabin: z.string() });
const allAddresses = addresses.extend({ phones: z.string(), link: z.string() });
const truth = z.object({
  type: z.literal('truth'),
  odometerMetres: z.number(),
  shownOdometerMetres: z.number(),
  doorsLocked: z.boolean(),
  immobilised: z.boolean(),
  ignitionOn: z.boolean(),
});

/** Where each test keeps its files. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ritmeter-bench-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

export const addressOf = (port: number): string => `tcp://127.0.0.1:${port}`;

/** A simulated car on its lines. */
export class BenchCar {
  readonly #program: Program;

  /** On these TCP ports, 0: any free ones; or on pseudo-terminals. */
  constructor(place: number | 'terminals' = 0, ...more: readonly string[]) {
    const options = place === 'terminals' ? more : ['--first-port', `${place}`, ...more];
    this.#program = new Program('simulator/main.ts', ['lines', ...options]);
  }

  /** The addresses of its lines. */
  async lines(): Promise<z.output<typeof addresses>> {
    return this.#program.line('stdout', (line) => addresses.parse(JSON.parse(line)));
  }

  /** The same, with where the device is to listen for phones, and where a phone finds it (`link`). */
  async everyLine(): Promise<z.output<typeof allAddresses>> {
    return this.#program.line('stdout', (line) => allAddresses.parse(JSON.parse(line)));
  }

  /** Resolves with the first complaint that says so. */
  complaint(pattern: RegExp): Promise<string> {
    return this.#program.line('stderr', (line) => (pattern.test(line) ? line : undefined));
  }

  /** Ctrl-C. */
  async end(): Promise<number | null> {
    this.#program.signal('SIGINT');
    return this.#program.exited;
  }

  /** Carries out orders, and gives the truth after the last of them. */
  async order(...orders: readonly string[]): Promise<z.output<typeof truth>> {
    const from = this.#program.stdout.length;
    for (const order of orders) this.#program.type(order);
    let left = orders.length;
    return this.#program.line(
      'stdout',
      (line) => {
        const item: unknown = JSON.parse(line);
        if (typeof item === 'object' && item !== null && 'order' in item) left -= 1;
        return left === 0 ? truth.parse(item) : undefined;
      },
      from,
    );
  }

  now(): Promise<z.output<typeof truth>> {
    return this.order('wait 0.001');
  }
}

/** Claims of a good token for car `car-1` and `phoneKey`, from an hour ago for a day, with changes. */
export function someClaims(changes: Partial<Claims> = {}): Claims {
  const now = Math.floor(Date.now() / 1000);
  return {
    issuer: issuerId('app'),
    subject: subject('ab12cd34'),
    audience: carId('car-1'),
    issuedAt: epochSeconds(now - 3_600),
    notBefore: epochSeconds(now - 3_600),
    expiresAt: epochSeconds(now + 82_800),
    tokenId: tokenId('0123456789abcdef'),
    confirmation: phoneKey.publicKey,
    scope: ['unlock', 'lock', 'end', 'status'],
    rights: {
      reservation: reservationId('00000000000000aa'),
      latestReturnAt: epochSeconds(now + 79_200),
    },
    ...changes,
  };
}

export const tokenOf = (claims: Claims, signer: SigningKey = issuer): Uint8Array =>
  encodeToken(claims, signer);

/** Writes a device configuration for the lines; gives its path. */
export async function writeConfig(
  folder: string,
  lines: z.output<typeof addresses> & { readonly phones: string },
  broker = 'mqtt://127.0.0.1:9',
): Promise<string> {
  const { publicKey, keyId, algorithm } = issuer;
  const path = join(folder, 'car.yaml');
  const content = {
    car: 'car-1',
    keys: { signing: hex(seedOf(3)), gateway: hex(seedOf(4)) },
    issuers: [
      {
        issuer: 'app',
        keyId,
        algorithm,
        key: { kind: publicKey.kind, x: hex(publicKey.x) },
        scopes: ['unlock', 'lock', 'end', 'status'],
        longestLifeSeconds: 172_800,
      },
    ],
    initialOdometerMetres: 21_234_500,
    broker: { url: broker, password: 'a password of sixteen' },
    lines,
    folder: 'journal',
  };
  await writeFile(path, stringify(content), { mode: 0o600 });
  return path;
}

export const startDevice = (
  config: string,
  surroundings: Surroundings = {},
  script = 'device/main.ts',
): Program => new Program(script, ['--config', config], surroundings);

/** Once the device has taken its port and found its journal. */
export const ready = (device: Program): Promise<boolean> =>
  device.line('stderr', (line) => line.includes('"msg":"ready"') || undefined);

export interface PhoneFiles {
  readonly link: string;
  readonly token: string;
  readonly key: string;
}

/** Writes a phone's files. */
export async function writePhone(
  folder: string,
  link: string,
  token: Uint8Array,
  key: SigningKey = phoneKey,
): Promise<PhoneFiles> {
  const files = { link, token: join(folder, 'token.hex'), key: join(folder, 'phone.json') };
  await writeFile(files.token, writePass({ token, carKey: carKey.publicKey.x, lists: [] }));
  await writeFile(files.key, JSON.stringify(key.privateKeyObject.export({ format: 'jwk' })), { mode: 0o600 });
  return files;
}

export const phone = (
  action: string,
  { link, token, key }: PhoneFiles,
  ...more: readonly string[]
): Promise<Ended> =>
  run('simulator/phone/main.ts', [action, '--link', link, '--token', token, '--key', key, ...more]);
