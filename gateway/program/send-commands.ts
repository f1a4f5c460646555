import type { Cancel, Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { Gateway } from '../gateway.ts';

/** How soon a command that was given beside the serving process is on its way. */
const lookEvery = milliseconds(500);

/** Looks for commands again and again, each time after the last look; what is given back ends it. */
export function sendCommands(timers: Timers, gateway: Pick<Gateway, 'sendWritten'>): Cancel {
  let isOver = false;
  let cancel: Cancel = () => {};
  const wait = (): void => {
    if (!isOver) cancel = timers.after(lookEvery, () => void gateway.sendWritten().then(wait));
  };
  wait();
  return () => {
    isOver = true;
    cancel();
  };
}
