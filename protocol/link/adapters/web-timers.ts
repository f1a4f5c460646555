import type { Timers } from '../../runtime.ts';

/** A browser's timers; they may stand still while its page sleeps. */
export const webTimers: Timers = {
  after(delay, callback) {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  },
};
