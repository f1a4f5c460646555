import { loadsOf, usesOf } from '../banned.ts';
import { isTest } from '../places.ts';
import { ruleForEach } from '../violation.ts';

const advice = 'await the event, or use virtual time';

/** No test sleeps by the wall clock; only those of real processes (`test/machine`) and `test/support` may. */
export const testSleeps = ruleForEach('test-sleeps', (source) => {
  if (!isTest(source.path) || /^test\/(machine|support)\//.test(source.path)) return [];
  return [...usesOf(['setTimeout', 'setInterval'], source, advice), ...loadsOf(['timers'], source, advice)];
});
