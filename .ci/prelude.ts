/** The Node that the programs need: its major version. */
export const neededNode = 26;

/**
 * Finds the Node that was installed with the package, or takes the machine's, and becomes it: `exec` leaves no process in
 * between, so that signals reach the program. For JavaScript the line is a text and a comment.
 */
const shell = [
  `here=$(dirname "$(readlink -f "$0")")`,
  `case $(uname -m) in x86_64) cpu=x64;; aarch64) cpu=arm64;; *) cpu=none;; esac`,
  `for node in "$here"/../../node-linux-$cpu/bin/node "$here"/../node_modules/node-linux-$cpu/bin/node`,
  `do [ -x "$node" ] && exec "$node" "$0" "$@"; done`,
  `exec node "$0" "$@"`,
].join('; ');

/** What an executable bundle begins with. */
export const prelude = (name: string): string =>
  [
    '#!/bin/sh',
    `':' //; ${shell}`,
    `if (Number.parseInt(process.versions.node, 10) < ${neededNode}) {`,
    `  process.stderr.write('${name}: needs Node ${neededNode} or later, and this is ' + process.version + '\\n');`,
    '  process.exit(2);',
    '}',
    '',
  ].join('\n');
