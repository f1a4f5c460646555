import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Watches this thread's event loop. @returns ends it, and says how many milliseconds a turn took at most */
export function watchLoop(): () => number {
  let longest = 0;
  let before = performance.now();
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - before - 1);
    before = now;
  };
  const timer = setInterval(look, 1);
  return () => {
    clearInterval(timer);
    look();
    return longest;
  };
}

/** The same of an idle thread, at the same time and on the same machine. */
export async function watchIdleLoop(): Promise<() => Promise<number>> {
  const worker = new Worker(new URL('./loop-gaps-thread.ts', import.meta.url));
  await once(worker, 'online');
  return async () => {
    worker.postMessage('stop');
    const [longest]: unknown[] = await once(worker, 'message');
    await worker.terminate();
    if (typeof longest !== 'number') throw new TypeError('the idle loop gave no number');
    return longest;
  };
}
