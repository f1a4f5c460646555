import { type ChildProcess, spawn } from 'node:child_process';
import { messageOf } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { PowerHook } from '../ports.ts';

/** A command may take so long; then it is killed with all that it has started. */
const patienceMilliseconds = 30_000;

/** Runs the configured commands for sleep and wake one after the other; one that fails is logged, and the next follows. */
export function powerHooks(
  commands: Readonly<Record<PowerHook, readonly (readonly string[])[]>>,
  log: Log,
  patience = patienceMilliseconds,
): (hook: PowerHook) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (hook) => {
    for (const command of commands[hook])
      last = last.then(async () => {
        const [program = ''] = command;
        const reason = await run(command, patience);
        if (reason === null) log.info({ hook, program }, 'power command done');
        else log.error({ hook, program, reason }, 'power command failed');
      });
    return last;
  };
}

/** Why it did not go well; null where it did. Node throws at once what it cannot begin (no memory), and tells the rest later. */
async function run(command: readonly string[], patience: number): Promise<string | null> {
  try {
    return await ended(begun(command), patience);
  } catch (thrown) {
    return messageOf(thrown);
  }
}

/** Its output is nobody's business: a process that it leaves behind may hold it. */
const begun = ([program = '', ...given]: readonly string[]): ChildProcess =>
  spawn(program, given, { stdio: 'ignore', detached: true });

function ended(child: ChildProcess, patience: number): Promise<string | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      resolve(`killed after ${patience} ms`);
    }, patience);
    const done = (reason: string | null): void => {
      clearTimeout(timer);
      resolve(reason);
    };
    child.on('error', (error) => done(messageOf(error)));
    child.on('exit', (status, signal) => done(status === 0 ? null : `ended with ${status ?? signal}`));
  });
}
