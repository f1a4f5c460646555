import type { Violation } from '../violation.ts';

/** The lock file names versions and digests, no address: each machine installs from its own registry. */
export function lockFile(path: string, text: string): Violation[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      /"resolved"\s*:|:\/\/.*\.tgz|git\+/.test(line)
        ? { path, line: index + 1, rule: 'lock-file', message: 'names a download address' }
        : [],
    );
}
