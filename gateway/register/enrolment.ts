import { sameBytes } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import type { DriverId, KeyId } from '../../protocol/ids.ts';
import type { Random } from '../../protocol/runtime.ts';
import type { PublicKey } from '../../protocol/token/cose-key.ts';
import { type EpochMilliseconds, shifted } from '../../protocol/units.ts';
import type { EnrolmentCodeRow } from '../storage/enrolment-codes.ts';
import type { Storage } from '../storage/storage.ts';
import { digestOf, drawCode, handleOf } from './enrolment-code.ts';
import { found, refused } from './faults.ts';
import { enrol, type PhoneParts } from './phones.ts';
import { WrongGuesses } from './wrong-guesses.ts';

/** What a driver is told to enrol one phone; the code is nowhere kept. */
export interface EnrolmentCode {
  readonly code: string;
  readonly expiresAt: EpochMilliseconds;
}

/** A phone's key, which it has shown to hold, and the code that its driver typed. */
export interface Enrolment {
  readonly key: PublicKey;
  readonly code: string;
}

export interface EnrolmentParts extends PhoneParts {
  readonly random: Random;
}

const codeLifeMilliseconds = 24 * 3_600_000;
/** Wrong tries after which a code is void. */
const mostTries = 5;

/** Enrolment of phones by one-time codes (clause 11.5). */
export function createEnrolment(parts: EnrolmentParts) {
  const { storage, clock, random } = parts;
  const wrongGuesses = new WrongGuesses();
  return {
    /** Makes a code for one phone of a driver; an unused one from before is void. @throws {Fault} `not-found`. */
    enrolmentCode: (driver: DriverId): EnrolmentCode =>
      storage.transaction(() => {
        found(storage.people.driver(driver), `driver ${driver}`);
        const issuedAt = clock.wall();
        storage.enrolmentCodes.dropExpired(issuedAt);
        storage.enrolmentCodes.dropUnused(driver);
        const code = freshCode(storage, random);
        const expiresAt = shifted(issuedAt, codeLifeMilliseconds);
        const [handle, digest] = [handleOf(code), digestOf(code)];
        storage.enrolmentCodes.insert({ handle, digest, driver, issuedAt, expiresAt });
        return { code, expiresAt };
      }),

    /**
     * Enrols a phone for the code's driver; the same phone may ask again with the same code, and gets the same answer.
     * @throws {Fault} `too-many-guesses`, `invalid-key`, `already-exists` where the key is another driver's; `code-invalid`
     * where it is no code, and only to who has the code `code-expired`, `code-used`, `code-void`.
     */
    redeem({ key, code }: Enrolment): KeyId {
      if (wrongGuesses.isFull(clock.elapsed())) throw tooManyGuesses();
      const verdict = storage.transaction(() => redeemOnce(parts, key, code));
      if (verdict.kind === 'enrolled') return verdict.keyId;
      if (verdict.kind === 'wrong') wrongGuesses.add(clock.elapsed());
      throw refusal(verdict.kind);
    },
  };
}

type Verdict =
  | { readonly kind: 'enrolled'; readonly keyId: KeyId }
  | { readonly kind: 'wrong' | 'expired' | 'used' | 'void' };

/** A wrong try is written down, so it is a verdict: a fault would undo it. */
function redeemOnce(parts: EnrolmentParts, key: PublicKey, code: string): Verdict {
  const { enrolmentCodes } = parts.storage;
  const row = enrolmentCodes.find(handleOf(code));
  if (row === undefined) return { kind: 'wrong' };
  const { handle, wrongTries, driver } = row;
  const kind = judge(row, digestOf(code), parts.keyIdOf(key), parts.clock.wall());
  if (kind === 'wrong' && wrongTries < mostTries) enrolmentCodes.setWrongTries(handle, wrongTries + 1);
  if (kind !== 'right') return { kind };
  const keyId = enrol(parts, driver, key);
  enrolmentCodes.use(handle, keyId);
  return { kind: 'enrolled', keyId };
}

/** What became of a code is told only to who has it. */
function judge(
  { digest, expiresAt, keyId, wrongTries }: EnrolmentCodeRow,
  triedDigest: Uint8Array,
  triedKeyId: KeyId,
  now: EpochMilliseconds,
): 'right' | 'wrong' | 'expired' | 'used' | 'void' {
  if (!sameBytes(digest, triedDigest)) return 'wrong';
  if (now >= expiresAt) return 'expired';
  if (keyId !== null) return keyId === triedKeyId ? 'right' : 'used';
  return wrongTries >= mostTries ? 'void' : 'right';
}

const refusals = {
  wrong: ['code-invalid', 'this is no code that holds'],
  expired: ['code-expired', 'the code is over 24 hours old'],
  used: ['code-used', 'another phone was enrolled with this code'],
  void: ['code-void', `the code is void after ${mostTries} wrong tries`],
} as const;

function refusal(kind: keyof typeof refusals): Fault {
  const [code, reason] = refusals[kind];
  return refused(code, `${reason}; ask the operator for a new one`);
}

const tooManyGuesses = (): Fault =>
  new Fault(
    { code: 'too-many-guesses', blame: 'environment', temporary: true },
    'too many wrong codes were tried here; try again in 10 minutes',
  );

/** Among a thousand live codes the first try is free in all but one of a thousand cases. */
const mostDraws = 16;

function freshCode({ enrolmentCodes }: Storage, random: Random): string {
  for (let draws = 0; draws < mostDraws; draws++) {
    const code = drawCode(random);
    if (enrolmentCodes.find(handleOf(code)) === undefined) return code;
  }
  throw new Error(`the names of ${mostDraws} random codes in a row were taken`);
}
