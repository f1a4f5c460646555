import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';

/** The first simulated day: a Monday under the 2026 price list. */
export const firstDate = '2026-06-01';
const zone = 'Europe/Brussels';

/** Midnight in Belgium so many days after a date. */
export const localMidnight = (date: string, daysLater: number): EpochMilliseconds =>
  epochMilliseconds(
    Temporal.PlainDate.from(date).add({ days: daysLater }).toZonedDateTime({ timeZone: zone })
      .epochMilliseconds,
  );

/** The date so many days after another, as `2026-06-01`. */
export const dateAfter = (date: string, days: number): string =>
  Temporal.PlainDate.from(date).add({ days }).toString();

/** The date on which the next midnight in Belgium falls; midnight itself belongs to the day that it begins. */
export const dateOfNextMidnight = (time: EpochMilliseconds): string =>
  Temporal.Instant.fromEpochMilliseconds(time)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ days: 1 })
    .toString();
