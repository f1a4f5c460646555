import { createHash } from 'node:crypto';
import { sameBytes, toHex } from '../../protocol/codec/bytes.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { Clock, Random } from '../../protocol/runtime.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import type { Storage } from '../storage/storage.ts';
import { alreadyThere, notFound, refused } from './faults.ts';

/** A car as the operator enters it. */
export interface NewCar {
  readonly car: CarId;
  readonly priceClass: string;
  /** Number plate or name, for people. */
  readonly registration: string;
  /** Ed25519, 32 bytes; the private half never leaves the car. */
  readonly publicKey: Uint8Array;
}

/** What the car must be given; the password is nowhere kept. */
export interface CarProvision {
  readonly car: CarId;
  /** MQTT password: 64 hexadecimal digits. */
  readonly password: string;
  /** HMAC-SHA-256 key of receipts and commands: 32 bytes. */
  readonly macKey: Uint8Array;
}

export interface FleetParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly isCarKey: (publicKey: Uint8Array) => boolean;
  readonly isPriceClass: (priceClass: string) => boolean;
  /** Whether somebody else logs in to the broker under this name. */
  readonly isTakenLogin: (name: string) => boolean;
}

/** The operator's cars and their logins. */
export const createFleet = ({ storage, entries, clock, random, ...checks }: FleetParts) => ({
  /** @throws {Fault} `already-exists`, `invalid-key`, `unknown-class`. */
  add({ car, priceClass, registration, publicKey }: NewCar): CarProvision {
    if (checks.isTakenLogin(car)) throw alreadyThere(`login ${car}`);
    checkKey(checks, car, publicKey);
    if (!checks.isPriceClass(priceClass))
      throw refused('unknown-class', `car ${car}: price class ${priceClass} is on no price list`);
    const { secrets, provision } = makeSecrets(random, car);
    storage.transaction(() => {
      if (storage.cars.find(car) !== undefined) throw alreadyThere(`car ${car}`);
      const createdAt = clock.wall();
      storage.cars.insert({ car, priceClass, registration, ...secrets, publicKey, createdAt });
      entries.append({ kind: 'car-terms', car, priceClass });
    });
    return provision;
  },

  /**
   * Gives a car new keys, and keeps the public one that it had, to believe what it has signed.
   * @throws {Fault} `not-found`, `invalid-key`.
   */
  renew(car: CarId, publicKey: Uint8Array): CarProvision {
    checkKey(checks, car, publicKey);
    const { secrets, provision } = makeSecrets(random, car);
    storage.transaction(() => {
      const before = storage.cars.find(car);
      if (before === undefined) throw notFound(`car ${car}`);
      storage.cars.retire({ car, publicKey: before.publicKey, retiredAt: clock.wall() });
      storage.cars.renew({ car, ...secrets, publicKey });
    });
    return provision;
  },

  authenticate(car: CarId, password: Uint8Array): boolean {
    const row = storage.cars.find(car);
    return row !== undefined && sameBytes(row.passwordDigest, digestOf(password));
  },
});

function checkKey({ isCarKey }: Pick<FleetParts, 'isCarKey'>, car: CarId, publicKey: Uint8Array): void {
  if (!isCarKey(publicKey)) throw refused('invalid-key', `car ${car}: the public key is no Ed25519 point`);
}

/** What the gateway keeps, and what the car is given. */
function makeSecrets(random: Random, car: CarId) {
  const password = toHex(random.bytes(32));
  const macKey = random.bytes(32);
  const passwordDigest = digestOf(new TextEncoder().encode(password));
  return { secrets: { passwordDigest, macKey }, provision: { car, password, macKey } };
}

const digestOf = (password: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(password).digest());
