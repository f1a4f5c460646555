import { describe, expect, it } from 'vitest';
import { type ClockPolicy, usualClockPolicy } from '../../../device/access/clock-policy.ts';
import { judge, signedTimeIn } from '../../../device/access/verdict.ts';
import type { ClockQuality } from '../../../protocol/messages/words.ts';
import type { Claims } from '../../../protocol/token/claims.ts';
import { epochSeconds, toEpochMilliseconds, toEpochSeconds } from '../../../protocol/units.ts';
import { claims, context, issuer, requestFor, tokenOf, verdictOn } from './judging.ts';

const now = toEpochSeconds(context.now.time);
const day = 86_400;
const issuedAhead = (seconds: number): Partial<Claims> => ({
  issuedAt: epochSeconds(now + seconds),
  expiresAt: epochSeconds(now + seconds + 3_600),
});
const generous = { issuers: [{ ...issuer, longestLifeSeconds: 20 * 366 * day }] };

/** What the car learns of the time from a token with these claims. */
const learnt = (changes: Partial<Claims>, change: Partial<typeof context> = {}) => {
  const situation = { ...context, ...generous, ...change };
  return signedTimeIn(judge(requestFor(tokenOf(changes)), situation), situation.now);
};
const atQuality = (quality: ClockQuality) => ({ now: { time: context.now.time, quality } });

describe('a token issued ahead of the car’s clock (clause 8.2)', () => {
  it.each([
    ['gnss', day],
    ['network', day],
    ['rtc', 400 * day],
    ['token', 400 * day],
  ] as const)(
    'with %s is taken up to %i s ahead; beyond, it is refused and moves no clock',
    (quality, most) => {
      const at = atQuality(quality);
      expect(verdictOn(issuedAhead(most), { ...generous, ...at })).toBe('granted');
      expect(learnt(issuedAhead(most), at)).toBe(now + most);
      expect(verdictOn(issuedAhead(most + 1), { ...generous, ...at })).toBe('not-yet-valid');
      expect(learnt(issuedAhead(most + 1), at)).toBeNull();
    },
  );

  it('with nothing known is taken up to ten years from 2026, whatever the machine shows', () => {
    const nothing = { now: { time: toEpochMilliseconds(epochSeconds(0)), quality: 'none' as const } };
    const farthest = 1_767_225_600 + 3_652 * day;
    expect(learnt(issuedAhead(farthest - now), nothing)).toBe(farthest);
    expect(learnt(issuedAhead(farthest - now + 1), nothing)).toBeNull();
  });

  it('at its own end or after it is expired, and tells nothing', () => {
    const late = { issuedAt: claims.expiresAt };
    expect(verdictOn(late, atQuality('token'))).toBe('expired');
    expect(learnt(late, atQuality('token'))).toBeNull();
  });
});

describe('the time is learnt from tokens of use alone (clause 8.2)', () => {
  it('whatever comes of the request', () => {
    expect(learnt({ scope: ['lock'] })).toBe(claims.issuedAt);
  });

  it.each<[string, Partial<Claims>, Partial<typeof context>]>([
    ['of a revoked issuer', {}, { revokedKeys: [issuer.keyId] }],
    ['of an issuer for other cars', {}, { issuers: [{ ...issuer, cars: ['bus-*'] }] }],
    ['for longer than its issuer may grant', {}, { issuers: [{ ...issuer, longestLifeSeconds: 1 }] }],
    ['that was never valid', { notBefore: claims.expiresAt }, {}],
  ])('not from one %s', (_, changes, change) => {
    expect(learnt(changes, change)).toBeNull();
  });
});

it('a token that ends before it begins is refused, though its life is no longer than allowed', () => {
  expect(verdictOn({ notBefore: claims.expiresAt }, atQuality('token'))).toBe('lifetime-not-allowed');
});

describe('the clock policy of the configuration (clause 8.3)', () => {
  const policy = (change: Partial<ClockPolicy>) => ({ clockPolicy: { ...usualClockPolicy, ...change } });
  const early = { notBefore: epochSeconds(now + 1) };
  const used = (uses: number, usesInDoubt = uses) => ({ usesOf: () => ({ uses, usesInDoubt }) });

  it('is that of D8 where nothing is set', () => {
    for (const quality of ['gnss', 'network', 'rtc'] as const)
      expect(verdictOn(early, atQuality(quality))).toBe('not-yet-valid');
    for (const quality of ['token', 'none'] as const) {
      expect(verdictOn(early, { ...atQuality(quality), ...used(1) })).toBe('granted');
      expect(verdictOn(early, { ...atQuality(quality), ...used(2) })).toBe('uses-exhausted');
    }
  });

  it('may ask a clock in doubt for the whole window, and let it open once, or not at all', () => {
    const strict = policy({ token: { checks: 'window', uses: 1 }, none: { checks: 'window', uses: 0 } });
    expect(verdictOn(early, { ...atQuality('token'), ...strict })).toBe('not-yet-valid');
    expect(verdictOn({}, { ...atQuality('token'), ...strict })).toBe('granted');
    expect(verdictOn({}, { ...atQuality('token'), ...strict, ...used(1) })).toBe('uses-exhausted');
    expect(verdictOn({}, { ...atQuality('none'), ...strict })).toBe('uses-exhausted');
    expect(verdictOn({}, { ...atQuality('none'), ...strict, action: 'lock' })).toBe('granted');
  });

  it('may let one token open only so often by a clock of some worth: then all its unlocks count', () => {
    const wary = policy({ rtc: { checks: 'end', uses: 3 } });
    expect(verdictOn(early, { ...atQuality('rtc'), ...wary, ...used(2, 0) })).toBe('granted');
    expect(verdictOn(early, { ...atQuality('rtc'), ...wary, ...used(3, 0) })).toBe('uses-exhausted');
    expect(verdictOn({}, { ...atQuality('gnss'), ...wary, ...used(3, 0) })).toBe('granted');
  });

  it('lets nothing open after its end', () => {
    const lax = policy({ gnss: { checks: 'end' } });
    expect(verdictOn({ expiresAt: epochSeconds(now) }, { ...atQuality('gnss'), ...lax })).toBe('expired');
  });
});
