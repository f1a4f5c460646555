import { pbkdf2Sync } from 'node:crypto';
import type { Random } from '../../protocol/runtime.ts';

/** As `mosquitto_passwd` has them. A generated password of 256 bits needs no more rounds. */
const rounds = 101;
const saltLength = 12;
const digestLength = 64;

/**
 * A login as a line of Mosquitto's password file: `NAME:$7$ROUNDS$SALT$DIGEST`, PBKDF2 with HMAC-SHA-512. Rounds are few:
 * the password must be a generated one, as those of cars are.
 */
export function passwordLine(name: string, password: string, random: Random): string {
  if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new RangeError(`login ${JSON.stringify(name)}: not a-z 0-9 -`);
  const salt = random.bytes(saltLength);
  const digest = pbkdf2Sync(password, salt, rounds, digestLength, 'sha512');
  return `${name}:$7$${rounds}$${base64(salt)}$${base64(digest)}`;
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
