import { InvalidRental } from './errors.ts';
import type { PriceList } from './price-list.ts';
import type { EndChange, RentalFacts } from './rental-facts.ts';
import { type Moment, type Slot, slot } from './units.ts';

/** What became of a reservation, on the grid. */
export interface Timeline {
  readonly start: Slot;
  /** The end that holds after all changes (T6). */
  readonly end: Slot;
  /** The same, as a moment (T14). */
  readonly endsAt: Moment;
  readonly use: Use;
  /** E0: the end before the first extension that hinders the next customer (T8). */
  readonly announcedFrom: Slot | undefined;
  /** The shortenings that cost something, in order (T8). */
  readonly shortened: readonly Shortening[];
}

/** Cancelled (T7), never used, or returned, at a moment rounded up to the grid (T3, T6). */
export type Use =
  | { readonly kind: 'cancelled'; readonly free: boolean }
  | { readonly kind: 'never-used' }
  | { readonly kind: 'returned'; readonly at: Slot };

/** An end that was moved forward for a price (T8). */
export interface Shortening {
  readonly oldEnd: Slot;
  readonly newEnd: Slot;
}

type Terms = Pick<PriceList, 'grid' | 'notUsed'>;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The timeline of a rental; throws `InvalidRental` where its facts break T3, T7, T8 or T15. */
export function timelineOf(facts: RentalFacts, terms: Terms): Timeline {
  const { start, end } = facts.reservation;
  const slotMs = terms.grid.stepMinutes * MINUTE_MS;
  if (start % slotMs !== 0) throw new InvalidRental('reservation.start', offGrid(terms));
  requireEndOnGrid('reservation.end', end, start, terms);
  requireUse(facts);
  const changed = applyChanges(facts, terms);
  return {
    start: slot(start / slotMs),
    end: slot(changed.end / slotMs),
    endsAt: changed.end,
    use: useOf(facts, terms),
    announcedFrom: changed.announcedFrom === undefined ? undefined : slot(changed.announcedFrom / slotMs),
    shortened: changed.shortened.map(([oldEnd, newEnd]) => ({
      oldEnd: slot(oldEnd / slotMs),
      newEnd: slot(newEnd / slotMs),
    })),
  };
}

function requireEndOnGrid(field: string, end: Moment, start: Moment, terms: Terms): void {
  const { grid } = terms;
  const elapsed = end - start;
  if (elapsed % (grid.stepMinutes * MINUTE_MS) !== 0) throw new InvalidRental(field, offGrid(terms));
  if (elapsed < grid.shortestHours * HOUR_MS || elapsed > grid.longestDays * 24 * HOUR_MS) {
    throw new InvalidRental(
      field,
      `not ${grid.shortestHours} h to ${grid.longestDays} days after the start (T3)`,
    );
  }
}

const offGrid = ({ grid }: Terms): string => `not on a step of ${grid.stepMinutes} minutes (T3)`;

function requireUse({ reservation: { start }, returnedAt, cancelledAt, distance }: RentalFacts): void {
  if (returnedAt !== undefined && returnedAt < start) {
    throw new InvalidRental('returnedAt', 'before the start of the reservation');
  }
  if (cancelledAt !== undefined && returnedAt !== undefined) {
    throw new InvalidRental('cancelledAt', 'together with returnedAt');
  }
  if (cancelledAt !== undefined && cancelledAt > start) {
    throw new InvalidRental('cancelledAt', 'after the start of the reservation');
  }
  if (distance > 0 && returnedAt === undefined)
    throw new InvalidRental('distanceM', 'positive without returnedAt');
}

function useOf({ reservation, returnedAt, cancelledAt }: RentalFacts, { grid, notUsed }: Terms): Use {
  if (cancelledAt !== undefined)
    return { kind: 'cancelled', free: isFree(cancelledAt, reservation.start, notUsed) };
  if (returnedAt === undefined) return { kind: 'never-used' };
  return { kind: 'returned', at: slot(Math.ceil(returnedAt / (grid.stepMinutes * MINUTE_MS))) };
}

const isFree = (at: Moment, start: Moment, { freeUntilHours }: Terms['notUsed']): boolean =>
  at <= start - freeUntilHours * HOUR_MS;

interface ChangedEnd {
  end: Moment;
  announcedFrom: Moment | undefined;
  shortened: [oldEnd: Moment, newEnd: Moment][];
}

function applyChanges(facts: RentalFacts, terms: Terms): ChangedEnd {
  const { start, end } = facts.reservation;
  const state: ChangedEnd = { end, announcedFrom: undefined, shortened: [] };
  const last = facts.cancelledAt ?? facts.returnedAt ?? Number.POSITIVE_INFINITY;
  let previousAt = Number.NEGATIVE_INFINITY;
  facts.changes.forEach((change, index) => {
    const field = `changes[${index}]`;
    if (change.at < previousAt)
      throw new InvalidRental(`${field}.at`, 'earlier than that of the change before it');
    if (change.at > last) throw new InvalidRental(`${field}.at`, 'later than the cancellation or the return');
    requireEndOnGrid(`${field}.end`, change.end, start, terms);
    previousAt = change.at;
    if (change.end < state.end) shorten(state, change, isFree(change.at, start, terms.notUsed), field);
    else extend(state, change);
  });
  return state;
}

function shorten(state: ChangedEnd, { at, end }: EndChange, free: boolean, field: string): void {
  if (at > state.end) throw new InvalidRental(`${field}.end`, 'shortened after the end that holds');
  if (end < at) throw new InvalidRental(`${field}.end`, 'before the change itself');
  if (state.announcedFrom !== undefined) {
    throw new InvalidRental(`${field}.end`, 'shortened after an extension that hinders the next customer');
  }
  if (!free) state.shortened.push([state.end, end]);
  state.end = end;
}

function extend(state: ChangedEnd, { at, end, hinders }: EndChange): void {
  if (end === state.end || at > state.end) return;
  if (hinders) state.announcedFrom ??= state.end;
  state.end = end;
}
