import type { Slot } from './units.ts';

/** A span of slots, `to` excluded, in which local time is `offset` slots ahead of UTC. */
export interface OffsetSpan {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** Where local time stands, with Temporal asked once for each span between two clock changes. */
export interface LocalCalendar {
  spanAt(slot: number): OffsetSpan;
}

/** The calendar of an IANA time zone, for slots of that many milliseconds. */
export function createLocalCalendar(timeZone: string, slotMilliseconds: number): LocalCalendar {
  const known: OffsetSpan[] = [];
  let latest: OffsetSpan = { from: 0, to: 0, offset: 0 };
  return {
    spanAt(slot) {
      if (slot < latest.from || slot >= latest.to) latest = find(slot);
      return latest;
    },
  };

  /** Sorted by `from`; RFC 3339 ends with the year 9999, so there are at most some 20,000. */
  function find(slot: number): OffsetSpan {
    const next = firstAfter(known, slot);
    const found = known[next - 1];
    if (found !== undefined && slot < found.to) return found;
    const span = computeSpan(timeZone, slotMilliseconds, slot);
    known.splice(next, 0, span);
    return span;
  }
}

/** The first moment, in milliseconds, of a local date (`YYYY-MM-DD`). */
export function startOfLocalDate(date: string, timeZone: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
}

/** Calls `visit` with the *local* slots of `[from, to)`, a run for each offset. */
export function visitLocalRuns(
  calendar: LocalCalendar,
  from: Slot | number,
  to: Slot | number,
  visit: (localFrom: number, localTo: number) => void,
): void {
  for (let at: number = from; at < to; ) {
    const span = calendar.spanAt(at);
    const end = Math.min(to, span.to);
    visit(at + span.offset, end + span.offset);
    at = end;
  }
}

function firstAfter(spans: readonly OffsetSpan[], slot: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((spans[middle]?.from ?? 0) <= slot) low = middle + 1;
    else high = middle;
  }
  return low;
}

function computeSpan(timeZone: string, slotMilliseconds: number, slot: number): OffsetSpan {
  const zoned = Temporal.Instant.fromEpochMilliseconds(slot * slotMilliseconds).toZonedDateTimeISO(timeZone);
  const slotOf = (change: Temporal.ZonedDateTime | null, none: number): number =>
    change === null ? none : Math.ceil(change.epochMilliseconds / slotMilliseconds);
  return {
    from: slotOf(zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous'), Number.NEGATIVE_INFINITY),
    to: slotOf(zoned.getTimeZoneTransition('next'), Number.POSITIVE_INFINITY),
    offset: Math.floor(zoned.offsetNanoseconds / 1e6 / slotMilliseconds),
  };
}
