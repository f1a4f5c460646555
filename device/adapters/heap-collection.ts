import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Cancel, Timers } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';

const fiveMinutes = milliseconds(5 * 60_000);

/**
 * Collects what has grown old, again and again: the engine by itself lets it grow to a limit that it takes from the memory
 * of the machine, and driving made 3 MB of it in an hour.
 */
export function collectHeap(timers: Timers, interval: Milliseconds = fiveMinutes): Cancel {
  const collect = collector();
  let cancel: Cancel = () => {};
  const wait = (): void => {
    cancel = timers.after(interval, () => {
      collect();
      wait();
    });
  };
  wait();
  return () => cancel();
}

/** The engine gives its collector only to contexts that are made after it was told to. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node does not give out its collector');
  return () => void Reflect.apply(collect, undefined, []);
}
