import { Fault, MalformedError } from '../protocol/errors.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../protocol/units.ts';
import type { JournalEntry } from './journal/entry.ts';
import type { ListedJournal } from './journal/listing.ts';
import { loadSegment } from './journal/load.ts';
import type { Disk } from './ports.ts';
import { later, restored } from './restored.ts';
import { decodeLowerBound } from './state/lower-bound.ts';
import type { CarState } from './state/state.ts';

/** So many segments before the newest are looked at, where one after the other cannot be read (D13). */
const mostSegments = 4;

/** What keeps tokens and commands from being used again: of an earlier time it is as true as ever. */
export interface Remembered {
  readonly used: Pick<CarState, 'ended' | 'tokenUses' | 'commands'>;
  readonly lowerBound: EpochMilliseconds;
}

const nothing: Remembered = {
  used: { ended: [], tokenUses: new Map(), commands: [] },
  lowerBound: epochMilliseconds(0),
};

/**
 * What the newest journal says in front of a newest segment that cannot be read (promise 1). Odometer, rental and custody are
 * left out: they may have changed since.
 */
export async function remembered(disk: Disk, journals: readonly ListedJournal[]): Promise<Remembered> {
  const files = journals.at(-1)?.files.slice(-mostSegments) ?? [];
  let since: readonly JournalEntry[] = [];
  let marked = epochMilliseconds(0);
  for (const file of files.toReversed()) {
    const segment = await orNull(() => loadSegment(disk, file, file === files.at(-1) ? 'torn' : 'complete'));
    if (segment?.head) marked = later(marked, decodeLowerBound(segment.head.mark));
    since = segment === null ? [] : [...segment.entries, ...since];
    const snapshot = segment?.snapshot ?? null;
    const known = snapshot === null ? null : await orNull(async () => restored(snapshot, since));
    if (known === null) continue;
    const { ended, tokenUses, commands } = known.state;
    return { used: { ended, tokenUses, commands }, lowerBound: later(known.lowerBound, marked) };
  }
  return nothing;
}

/** Null where it cannot be read. */
async function orNull<Value>(work: () => Promise<Value>): Promise<Value | null> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof MalformedError || thrown instanceof Fault) return null;
    throw thrown;
  }
}
