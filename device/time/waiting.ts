import type { Timers } from '../../protocol/runtime.ts';
import type { Milliseconds } from '../../protocol/units.ts';

/** Whether work ended well within a time; work that is still under way goes on, and its failure counts as not done. */
export function within(timers: Timers, limit: Milliseconds, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = timers.after(limit, () => resolve(false));
    const settle = (done: boolean) => {
      cancel();
      resolve(done);
    };
    work.then(
      () => settle(true),
      () => settle(false),
    );
  });
}

/** A pause on elapsed time. */
export const pause = (timers: Timers, length: Milliseconds): Promise<void> =>
  new Promise((resolve) => {
    timers.after(length, () => resolve());
  });

/** Asks again and again until there is an answer; null after the last attempt. */
export async function eventually<Result>(
  timers: Timers,
  { attempts, every }: { readonly attempts: number; readonly every: Milliseconds },
  ask: () => Promise<Result | null>,
): Promise<Result | null> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const result = await ask();
    if (result !== null) return result;
    if (attempt < attempts) await pause(timers, every);
  }
  return null;
}

/** Lets pieces of work run one after the other, each whatever became of the one before. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
