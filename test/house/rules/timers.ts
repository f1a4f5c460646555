import { loadsOf, usesOf } from '../banned.ts';
import { isCore } from '../places.ts';
import { ruleForEach } from '../violation.ts';

/** Where virtual time takes turns of the event loop, so that promises settle between events (D12). */
const turnTaker = 'simulator/kernel/settling.ts';

const advice = 'take the Timers port';

/** Outside adapters and `main.ts` waiting goes through the Timers port. */
export const timers = ruleForEach('timers', (source) => {
  if (!isCore(source.path)) return [];
  return [
    ...usesOf(['setTimeout', 'setInterval'], source, advice),
    ...(source.path === turnTaker ? [] : usesOf(['setImmediate'], source, advice)),
    ...loadsOf(['timers'], source, advice),
  ];
});
