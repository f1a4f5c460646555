import { ruleForEach } from '../violation.ts';

const pricing = 'gateway/pricing/';

/** `gateway/pricing/` imports its own files only (D10), types included, so that the rules can be read and run alone. */
export const pricingAlone = ruleForEach('pricing-alone', (source) =>
  source.imports.flatMap(({ target, start }) => {
    if (!source.path.startsWith(pricing) || target === undefined || target.startsWith(pricing)) return [];
    return { start, message: `pricing imports its own files only, not ${target}` };
  }),
);
