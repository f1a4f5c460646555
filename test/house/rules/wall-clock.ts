import { usesOf } from '../banned.ts';
import { isCore } from '../places.ts';
import { dottedName } from '../references.ts';
import type { Node } from '../syntax.ts';
import { ruleForEach } from '../violation.ts';

const clocks = [
  'Date.now',
  'Temporal.Now',
  'performance.now',
  'performance.timeOrigin',
  'process.hrtime',
  'process.uptime',
];

const advice = 'take the Clock port';

/** Outside adapters and `main.ts` time comes from the Clock port. */
export const wallClock = ruleForEach('wall-clock', (source) => {
  if (!isCore(source.path)) return [];
  const datesOfNow = source.nodes
    .filter(({ node }) => isDateOfNow(node))
    .map(({ node }) => ({ start: node.start, message: `makes a Date of now; ${advice}` }));
  return [...usesOf(clocks, source, advice), ...datesOfNow];
});

/** `new Date()` without argument, and `Date()`, which ignores its arguments. */
function isDateOfNow(node: Node): boolean {
  if (dottedName(node.callee) !== 'Date') return false;
  if (node.type === 'CallExpression') return true;
  return node.type === 'NewExpression' && Array.isArray(node.arguments) && node.arguments.length === 0;
}
