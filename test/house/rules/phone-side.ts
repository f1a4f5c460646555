import { isBuiltin } from 'node:module';
import { usesOf } from '../banned.ts';
import { ruleForEach } from '../violation.ts';

const phoneFolder = /^protocol\/(link|lists|token|codec|messages)\//;

const advice = 'a phone does not have it';

/** What a phone runs as well (`protocol/link`, `lists`, `token`, `codec`, `messages`) uses nothing that only Node has. */
export const phoneSide = ruleForEach('phone-side', (source) => {
  if (!phoneFolder.test(source.path)) return [];
  const nodeModules = source.imports.flatMap(({ specifier, start }) =>
    specifier !== undefined && isBuiltin(specifier)
      ? { start, message: `imports ${specifier}; ${advice}` }
      : [],
  );
  return [...nodeModules, ...usesOf(['Buffer', 'process', 'setImmediate'], source, advice)];
});
