import type { Cancel, Timers } from './runtime.ts';
import type { Milliseconds } from './units.ts';

/**
 * Says at once and then regularly that all is well, each time once `pulse` has answered that it is. Where it rejects,
 * nothing is said this time; where it never answers, nothing is said any more. What is given back ends it.
 */
export function feedWatchdog(
  timers: Timers,
  every: Milliseconds,
  pulse: () => Promise<unknown>,
  feed: () => void,
): Cancel {
  let cancel: Cancel = () => {};
  let isOver = false;
  const beat = async (): Promise<void> => {
    const isWell = await pulse().then(
      () => true,
      () => false,
    );
    if (isOver) return;
    if (isWell) feed();
    cancel = timers.after(every, () => void beat());
  };
  void beat();
  return () => {
    isOver = true;
    cancel();
  };
}
