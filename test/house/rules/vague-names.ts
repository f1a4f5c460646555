import type { Violation } from '../violation.ts';

const vague = /(^|-)(utils?|helpers?|misc|common)$/;

/** No file or folder is called utils, helpers, misc or common: a name says the subject. */
export function vagueNames(paths: readonly string[]): Violation[] {
  return paths
    .filter((path) => path.split('/').some(isVague))
    .map((path) => ({
      path,
      line: 1,
      rule: 'vague-names',
      message: 'is named after no subject',
    }));
}

function isVague(name: string): boolean {
  const [stem = name] = name.split('.');
  return vague.test(stem);
}
