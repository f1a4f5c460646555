import type { ClockQuality } from '../../protocol/messages/words.ts';

/** What a car does with a token's times while its clock is of one quality (clause 8.3). */
export interface ClockRule {
  /** `window`: not before `nbf`, and before `exp`; `end`: before `exp`, as far as the car knows. */
  readonly checks: 'window' | 'end';
  /**
   * Unlocks that one token is good for; as many as the token says where absent. With `token` and `none` those made while the
   * clock was in doubt count, else all.
   */
  readonly uses?: number | undefined;
}

export type ClockPolicy = Readonly<Record<ClockQuality, ClockRule>>;

/** D8: with a clock of some worth both ends of the window; without, its end against the lower bound, and few uses. */
export const usualClockPolicy: ClockPolicy = {
  gnss: { checks: 'window' },
  network: { checks: 'window' },
  rtc: { checks: 'window' },
  token: { checks: 'end', uses: 2 },
  none: { checks: 'end', uses: 2 },
};
