import type { Rule } from './pricing/price-line.ts';

/** The price rules in words, in English. */
export const ruleTexts: Readonly<Record<Rule, string>> = {
  T4: 'time used, by quarter-hours; 24 h cost at most the day price, 7 days at most the week price',
  T6: 'time reserved and not used: a share of the difference in price',
  T7: 'cancelled too late: a share of the price of the reserved time',
  T8: 'shortened too late: a share of the difference in price',
  T9: 'late: a raised hour price, at night too, and a fee',
  T10: 'whole kilometres by the odometer over the whole rental, rounded down',
  T11: 'change of the kilometre price with the official price of fuel before the month of the start',
  T12: 'fees and compensations of the list',
  T14: 'fuel paid without the fuel card',
};
