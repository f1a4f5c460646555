import { type Action, type ClockQuality, isInDoubt, type Verdict } from '../../protocol/messages/words.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { toEpochSeconds } from '../../protocol/units.ts';
import type { WallTime } from '../time/wall-clock.ts';
import type { ClockPolicy } from './clock-policy.ts';

const daySeconds = 86_400;
/** 2026-01-01T00:00Z: no token is older than this protocol. */
const firstSeconds = 1_767_225_600;

/** How far ahead of the car's clock an issuer's may be; a token beyond that must not move the car's (clause 8.2). */
const mostSecondsAhead: Readonly<Record<ClockQuality, number>> = {
  gnss: daySeconds,
  network: daySeconds,
  rtc: 400 * daySeconds,
  token: 400 * daySeconds,
  none: 3_652 * daySeconds,
};

/** How often a token opened the car: at all, and while the car's clock was in doubt (D8). */
export interface TokenUses {
  readonly uses: number;
  readonly usesInDoubt: number;
}

/** Judges a token's times by the policy for the clock as it is now (clause 8.3). */
export function judgeTime(
  claims: Claims,
  action: Action,
  now: WallTime,
  { uses, usesInDoubt }: TokenUses,
  policy: ClockPolicy,
): Verdict {
  const seconds = toEpochSeconds(now.time);
  const rule = policy[now.quality];
  if (Math.max(seconds, claims.issuedAt) >= claims.expiresAt) return 'expired';
  if (isFromTheFuture(claims, now)) return 'not-yet-valid';
  if (rule.checks === 'window' && seconds < claims.notBefore) return 'not-yet-valid';
  const counted = isInDoubt(now.quality) ? usesInDoubt : uses;
  return action === 'unlock' && counted >= (rule.uses ?? Number.POSITIVE_INFINITY)
    ? 'uses-exhausted'
    : 'granted';
}

/** Whether a genuine token's `iat` is signed time, from which the car may learn (clause 8.2). */
export const tellsTime = (claims: Claims, now: WallTime): boolean =>
  claims.issuedAt < claims.expiresAt && !isFromTheFuture(claims, now);

const isFromTheFuture = ({ issuedAt }: Claims, { time, quality }: WallTime): boolean =>
  issuedAt - Math.max(toEpochSeconds(time), firstSeconds) > mostSecondsAhead[quality];
