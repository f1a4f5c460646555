import { type EpochMilliseconds, type EpochSeconds, toEpochMilliseconds } from '../protocol/units.ts';

export const momentText = (time: EpochSeconds): string => new Date(toEpochMilliseconds(time)).toISOString();

/** The time, and how far off it is. */
export const whenText = (time: EpochSeconds, now: EpochMilliseconds): string =>
  wallTimeText(toEpochMilliseconds(time), now);

/** The same for milliseconds since 1970. */
export function wallTimeText(time: number, now: EpochMilliseconds): string {
  const off = time - now;
  const far = lengthText(Math.abs(off));
  return `${new Date(time).toISOString()} (${off >= 0 ? `in ${far}` : `${far} ago`})`;
}

function lengthText(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor(minutes / 60) % 24];
  if (days > 0) return `${days} d ${hours} h`;
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}
