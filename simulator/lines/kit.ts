import { createHash, sign } from 'node:crypto';
import { stringify } from 'yaml';
import { toHex } from '../../protocol/codec/bytes.ts';
import { carId, issuerId, keyId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import type { Random } from '../../protocol/runtime.ts';
import { thumbprintBytes } from '../../protocol/token/cose-key.ts';
import { writePass } from '../../protocol/token/pass.ts';
import type { Signer } from '../../protocol/token/signature-header.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { type EpochMilliseconds, epochSeconds, toEpochSeconds } from '../../protocol/units.ts';
import { privateKeyOf, publicKeyOf } from '../fleet/ed25519.ts';

const tokenSeconds = 7 * 86_400;
/** Against clocks that are not quite equal. */
const earlySeconds = 60;
const scopes = ['unlock', 'lock', 'end', 'fuel-card', 'status'] as const;

/** One file of a kit; all hold secrets. */
export interface KitFile {
  readonly name: string;
  readonly text: string;
}

export interface KitOptions {
  readonly random: Random;
  readonly wall: EpochMilliseconds;
  readonly car: number;
  readonly lines: { readonly obd: string; readonly gnss: string; readonly cabin: string };
  /** Where the device is to listen for phones. */
  readonly phones: string;
  readonly initialOdometerMetres: number;
}

/**
 * What a device and a phone need for a car on the bench: a configuration, and a token with the phone's key, issued for
 * a week by an issuer that nobody else knows.
 */
export function benchKit(options: KitOptions): readonly KitFile[] {
  const { random } = options;
  const phone = random.bytes(32);
  const issuer = signerOf(random.bytes(32));
  const signing = random.bytes(32);
  const token = encodeToken(claims(options, publicKeyOf(phone)), issuer);
  const carKey = publicKeyOf(signing);
  return [
    { name: 'car.yaml', text: stringify(configuration(options, issuer, signing)) },
    { name: 'phone.json', text: `${JSON.stringify(privateKeyOf(phone).export({ format: 'jwk' }))}\n` },
    { name: 'token.hex', text: writePass({ token, carKey, lists: [] }) },
  ];
}

interface Issuer extends Signer {
  readonly x: Uint8Array;
}

function signerOf(seed: Uint8Array): Issuer {
  const key = privateKeyOf(seed);
  const x = publicKeyOf(seed);
  const thumbprint = createHash('sha256')
    .update(thumbprintBytes({ kind: 'Ed25519', x }))
    .digest('hex');
  return {
    x,
    keyId: keyId(thumbprint.slice(0, 16)),
    algorithm: 'Ed25519',
    sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
  };
}

const carName = (car: number) => carId(`car-${car}`);

function claims({ random, wall, car }: KitOptions, x: Uint8Array) {
  const now = toEpochSeconds(wall);
  const expiresAt = epochSeconds(now + tokenSeconds);
  return {
    issuer: issuerId('bench'),
    subject: subject(toHex(random.bytes(4))),
    audience: carName(car),
    issuedAt: now,
    notBefore: epochSeconds(now - earlySeconds),
    expiresAt,
    tokenId: tokenId(toHex(random.bytes(8))),
    confirmation: { kind: 'Ed25519' as const, x },
    scope: scopes,
    rights: { reservation: reservationId(toHex(random.bytes(8))), latestReturnAt: expiresAt },
  };
}

function configuration(options: KitOptions, { x, keyId: id, algorithm }: Issuer, signing: Uint8Array) {
  const { random, car, lines, phones, initialOdometerMetres } = options;
  return {
    car: carName(car),
    keys: { signing: toHex(signing), gateway: toHex(random.bytes(32)) },
    issuers: [
      {
        issuer: 'bench',
        keyId: id,
        algorithm,
        key: { kind: 'Ed25519', x: toHex(x) },
        scopes: [...scopes],
        longestLifeSeconds: tokenSeconds + earlySeconds,
        denies: true,
      },
    ],
    initialOdometerMetres,
    broker: { url: 'mqtt://127.0.0.1:1883', password: toHex(random.bytes(16)) },
    lines: { ...lines, phones },
    folder: 'journal',
  };
}
