import type { FactOf } from '../../protocol/messages/registry.ts';
import { between, type Milliseconds } from '../../protocol/units.ts';

/** Within ten minutes so many refusals are written one by one; nobody can fill the journal from the street (D13). */
export const refusalWindowMilliseconds = 600_000;
export const maxRefusalsWritten = 20;

/** Refusals since `from`: those written, and those counted only. */
export interface RefusalTally {
  readonly from: Milliseconds;
  readonly written: number;
  readonly counted: number;
}

export const noRefusals: RefusalTally = { from: between(0, 0), written: 0, counted: 0 };

/** One more refusal: it gets a record of its own where `isWritten`, else it is in the count. */
export interface RefusalStep {
  readonly tally: RefusalTally;
  readonly isWritten: boolean;
}

/** Takes a refusal. A window begins with the first refusal after the one before has been told. */
export function refused(tally: RefusalTally, now: Milliseconds): RefusalStep {
  const current = isOver(tally, now) && tally.counted === 0 ? { ...noRefusals, from: now } : tally;
  if (current.written < maxRefusalsWritten)
    return { tally: { ...current, written: current.written + 1 }, isWritten: true };
  return { tally: { ...current, counted: current.counted + 1 }, isWritten: false };
}

/** How long until the counted ones are to be told. */
export const untilTold = (tally: RefusalTally, now: Milliseconds): Milliseconds =>
  between(now, tally.from + refusalWindowMilliseconds);

/** The one record for all that were only counted; null where none were. */
export const toldTogether = ({ counted }: RefusalTally): FactOf<'access-decided'> | null =>
  counted === 0 ? null : { kind: 'access-decided', verdict: 'too-many-attempts', count: counted };

const isOver = (tally: RefusalTally, now: Milliseconds): boolean =>
  tally.written === 0 || now - tally.from >= refusalWindowMilliseconds;
