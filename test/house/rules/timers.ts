import { loadsOf, usesOf } from '../banned.ts';
import { isCore } from '../places.ts';
import { ruleForEach } from '../violation.ts';

const advice = 'take the Timers port';

/** Outside adapters and `main.ts` waiting goes through the Timers port. */
export const timers = ruleForEach('timers', (source) => {
  if (!isCore(source.path)) return [];
  return [
    ...usesOf(['setTimeout', 'setInterval', 'setImmediate'], source, advice),
    ...loadsOf(['timers'], source, advice),
  ];
});
