import { messageOf } from '../protocol/errors.ts';
import type { Cancel, Log, Timers } from '../protocol/runtime.ts';
import { type EpochMilliseconds, milliseconds } from '../protocol/units.ts';
import type { Pruned } from './journal/entry.ts';

const pruneEvery = milliseconds(6 * 3_600_000);

/** A journal as far as pruning goes. */
export interface Prunable {
  /** @throws {Fault} `storage-fault` */
  prune(now: EpochMilliseconds): Promise<Pruned>;
}

/** Removes, four times a day, what the gateway has had for long enough (D3). Gives the way to stop it. */
export function pruneRegularly(
  { timers, log }: { readonly timers: Timers; readonly log: Log },
  journals: readonly Prunable[],
  now: () => EpochMilliseconds,
): Cancel {
  let cancel: Cancel = () => {};
  const prune = async (): Promise<void> => {
    try {
      for (const journal of journals) await journal.prune(now());
    } catch (thrown) {
      log.error({ reason: messageOf(thrown) }, 'old records not removed');
    }
  };
  const again = (): void => {
    cancel = timers.after(pruneEvery, () => {
      again();
      void prune();
    });
  };
  again();
  return () => cancel();
}
