import type { ClockQuality } from '../../protocol/messages/words.ts';
import type { ClockRule, ClockRules } from '../../protocol/settings/clock-rules.ts';

/** What a car does with a token's times, by the quality of its clock (clause 8.3). */
export type ClockPolicy = Readonly<Record<ClockQuality, ClockRule>>;

/** D8: with a clock of some worth both ends of the window; without, its end against the lower bound, and few uses. */
export const usualClockPolicy: ClockPolicy = {
  gnss: { checks: 'window' },
  network: { checks: 'window' },
  rtc: { checks: 'window' },
  token: { checks: 'end', uses: 2 },
  none: { checks: 'end', uses: 2 },
};

/** What the settings rule, and the configuration where they are silent. */
export const policyUnder = (rules: ClockRules, configured: ClockPolicy): ClockPolicy => ({
  gnss: rules.gnss ?? configured.gnss,
  network: rules.network ?? configured.network,
  rtc: rules.rtc ?? configured.rtc,
  token: rules.token ?? configured.token,
  none: rules.none ?? configured.none,
});
