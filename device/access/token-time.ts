import type { Action, ClockQuality, Verdict } from '../../protocol/messages/words.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import { toEpochSeconds } from '../../protocol/units.ts';
import type { WallTime } from '../time/wall-clock.ts';

/** Uses of one token that a car grants while it does not know the time (D8). */
const maxUsesInDoubt = 2;

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

/** D8: with a clock of some worth nbf and exp; without, exp against the lower bound and few uses. */
export function judgeTime(claims: Claims, action: Action, now: WallTime, usesInDoubt: number): Verdict {
  const seconds = toEpochSeconds(now.time);
  if (Math.max(seconds, claims.issuedAt) >= claims.expiresAt) return 'expired';
  if (isFromTheFuture(claims, now)) return 'not-yet-valid';
  const inDoubt = now.quality === 'none' || now.quality === 'token';
  if (!inDoubt) return seconds < claims.notBefore ? 'not-yet-valid' : 'granted';
  return action === 'unlock' && usesInDoubt >= maxUsesInDoubt ? 'uses-exhausted' : 'granted';
}

/** Whether a genuine token's `iat` is signed time, from which the car may learn (clause 8.2). */
export const tellsTime = (claims: Claims, now: WallTime): boolean =>
  claims.issuedAt < claims.expiresAt && !isFromTheFuture(claims, now);

const isFromTheFuture = ({ issuedAt }: Claims, { time, quality }: WallTime): boolean =>
  issuedAt - Math.max(toEpochSeconds(time), firstSeconds) > mostSecondsAhead[quality];
