import { execFile } from 'node:child_process';
import type { Log } from '../../protocol/runtime.ts';
import type { PowerHook } from '../ports.ts';

/** A command may take so long. */
const patienceMilliseconds = 30_000;

/** Runs the configured commands for sleep and wake one after the other; one that fails is logged, and the next follows. */
export function powerHooks(
  commands: Readonly<Record<PowerHook, readonly (readonly string[])[]>>,
  log: Log,
): (hook: PowerHook) => void {
  let last: Promise<void> = Promise.resolve();
  return (hook) => {
    for (const command of commands[hook]) last = last.then(() => run(hook, command, log));
  };
}

function run(hook: PowerHook, [program = '', ...given]: readonly string[], log: Log): Promise<void> {
  return new Promise((resolve) => {
    execFile(program, given, { timeout: patienceMilliseconds }, (error) => {
      if (error === null) log.info({ hook, program }, 'power command done');
      else log.error({ hook, program, reason: error.message }, 'power command failed');
      resolve();
    });
  });
}
