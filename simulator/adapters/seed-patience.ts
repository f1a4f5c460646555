import type { Worker } from 'node:worker_threads';
import { messageOf } from '../../protocol/errors.ts';

/** Looks so often. */
const lookMilliseconds = 1_000;
/** A machine that is busy with other things gives a thread so much of its time at least. */
const leastShare = 1 / 20;

/** Rejects once a thread has used so much processor time, or has waited for ever; the caller ends it with `cancel`. */
export function losePatience(
  worker: Pick<Worker, 'cpuUsage'>,
  longestMilliseconds: number,
): { readonly lost: Promise<never>; cancel(): void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const beganAt = performance.now();
  let usedBefore: number | null = null;
  const look = async (): Promise<void> => {
    const { user, system } = await worker.cpuUsage();
    const used = (user + system) / 1_000;
    usedBefore ??= used;
    const isOver =
      used - usedBefore > longestMilliseconds ||
      performance.now() - beganAt > longestMilliseconds / leastShare;
    if (isOver) reject(new Error(`no end within ${longestMilliseconds / 1_000} s of processor time`));
  };
  const looking = (): void => void look().catch((thrown: unknown) => reject(new Error(messageOf(thrown))));
  looking();
  const timer = setInterval(looking, lookMilliseconds);
  return { lost: promise, cancel: () => clearInterval(timer) };
}
