import { z } from 'zod';

/** What a car does with a token's times while its clock is of one quality (clause 8.3). */
export const clockRuleSchema = z.strictObject({
  /** `window`: not before `nbf`, and before `exp`; `end`: before `exp`, as far as the car knows. */
  checks: z.enum(['window', 'end']),
  /**
   * Unlocks that one token is good for; as many as the token says where absent. With `token` and `none` those made while
   * the clock was in doubt count, else all.
   */
  uses: z.number().int().min(0).max(1_000).optional(),
});
export type ClockRule = Readonly<z.output<typeof clockRuleSchema>>;

/** For each quality that an operator rules otherwise. */
export const clockRulesSchema = z
  .strictObject({
    gnss: clockRuleSchema,
    network: clockRuleSchema,
    rtc: clockRuleSchema,
    token: clockRuleSchema,
    none: clockRuleSchema,
  })
  .partial();
export type ClockRules = Readonly<z.output<typeof clockRulesSchema>>;
