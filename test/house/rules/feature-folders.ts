import { featureOf, packageOf } from '../places.ts';
import { ruleForEach } from '../violation.ts';

/** Feature folders of one package take each other's types, not their code; `device.ts` and `gateway.ts` wire them. */
export const featureFolders = ruleForEach('feature-folders', (source) =>
  source.imports.flatMap(({ target, typeOnly, start }) => {
    if (target === undefined || typeOnly || !areOtherFeatures(source.path, target)) return [];
    return {
      start,
      message: `takes code of ${target}; take its type, and let ${packageOf(source.path)}.ts wire`,
    };
  }),
);

function areOtherFeatures(from: string, target: string): boolean {
  const [ours, theirs] = [featureOf(from), featureOf(target)];
  const bothFeatures = ours !== undefined && theirs !== undefined && packageOf(from) === packageOf(target);
  return bothFeatures && ours !== theirs;
}
