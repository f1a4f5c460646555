import { isCore } from '../places.ts';
import { ruleForEach } from '../violation.ts';

const sources =
  /(^|\.)(Math\.random|randomUUID|randomBytes|randomInt|randomFill(Sync)?|getRandomValues|generateKey(Pair)?(Sync)?)$/;

/** Outside adapters and `main.ts` randomness, ids and fresh keys come from the Random port. */
export const randomness = ruleForEach('randomness', (source) => {
  if (!isCore(source.path)) return [];
  const used = source.references.map(({ name, start }) => ({ names: [name], start }));
  return [...used, ...source.imports].flatMap(({ names, start }) => {
    const found = names.find((name) => sources.test(name));
    return found === undefined ? [] : { start, message: `uses ${found}; take the Random port` };
  });
});
