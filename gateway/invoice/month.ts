import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';

const timeZone = 'Europe/Brussels';

/** A calendar month by the local clock. */
export interface Month {
  /** YYYY-MM */
  readonly name: string;
  readonly from: EpochMilliseconds;
  /** Excluded. */
  readonly to: EpochMilliseconds;
}

/** @throws {RangeError} on what is no month as `2026-06`. */
export function monthOf(name: string): Month {
  if (!/^\d{4}-\d\d$/.test(name)) throw new RangeError('It is no month, such as 2026-06.');
  const first = Temporal.PlainYearMonth.from(name).toPlainDate({ day: 1 });
  return { name, from: startOf(first), to: startOf(first.add({ months: 1 })) };
}

const startOf = (date: Temporal.PlainDate): EpochMilliseconds =>
  epochMilliseconds(date.toZonedDateTime(timeZone).epochMilliseconds);
