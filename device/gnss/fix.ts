import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';
import { decimalIn, wholeDigitsIn } from './decimal.ts';
import type { Sentence } from './sentence.ts';

const millimetresPerSecondPerKnot = 1852 / 3.6;

/** What the receiver says about one moment. A position never goes to a log, a record or a message. */
export type Fix =
  /** No position; the time only where the receiver knows it, and then less surely. */
  | { readonly kind: 'none'; readonly time: EpochMilliseconds | undefined }
  | {
      readonly kind: 'position';
      readonly time: EpochMilliseconds;
      /** Millionths of a degree, north positive. */
      readonly latitudeMicrodegrees: number;
      /** Millionths of a degree, east positive. */
      readonly longitudeMicrodegrees: number;
      /** From GGA; absent where the receiver sends none. */
      readonly satellites: number | undefined;
      /** Horizontal dilution of precision, in thousandths. */
      readonly hdopPerMille: number | undefined;
      /** Over ground, from RMC; absent where the receiver does not say. */
      readonly millimetresPerSecond: number | undefined;
      /** A fix in two dimensions (GSA): without a height it is less exact. */
      readonly isFlat: boolean;
    };

/** Estimated, manual, simulated, none (NMEA 0183, 2.3 and later): nobody has seen a satellite, nor says how far off it is. */
const unseenModes = ['E', 'M', 'S', 'N'];
const unseenQualities = ['6', '7', '8', '0'];
const isUnseen = (said: string | undefined, unseen: readonly string[]): boolean =>
  said !== undefined && unseen.includes(said);

/** What RMC and GGA say of one moment, or RMC alone. */
export function fixOf(rmc: Sentence, gga: Sentence | undefined, isFlat: boolean): Fix {
  const [timeOfDay = '', status, latitude = '', south, longitude = '', west, knots, , date = ''] = rmc.fields;
  const [mode, quality] = [rmc.fields[11], gga?.fields[5]];
  const time = timeOf(date, timeOfDay);
  const latitudeMicrodegrees = microdegrees(latitude, 90, south === 'S');
  const longitudeMicrodegrees = microdegrees(longitude, 180, west === 'W');
  const complete = latitudeMicrodegrees !== undefined && longitudeMicrodegrees !== undefined;
  if (status !== 'A' || isUnseen(mode, unseenModes) || isUnseen(quality, unseenQualities)) {
    return { kind: 'none', time };
  }
  if (time === undefined || !complete) {
    return { kind: 'none', time };
  }
  const hdop = numberIn(gga?.fields[7]);
  const speed = numberIn(knots);
  return {
    kind: 'position',
    time,
    latitudeMicrodegrees,
    longitudeMicrodegrees,
    satellites: numberIn(gga?.fields[6]),
    hdopPerMille: hdop === undefined ? undefined : Math.round(hdop * 1000),
    millimetresPerSecond: speed === undefined ? undefined : Math.round(speed * millimetresPerSecondPerKnot),
    isFlat,
  };
}

/** Receivers count weeks in ten bits: one whose software is too old tells a date 1,024 weeks, or twice that, ago. */
const rolloverMilliseconds = 1_024 * 7 * 86_400_000;
/** This software is not older. */
const earliest = Date.UTC(2026, 0, 1);
/** One rollover and another: what is older still is no rolled-over date, but a recording. */
const mostRollovers = 2;

/** `ddmmyy` and `hhmmss.ss`, UTC; the second 60 of a leap second is the next minute's first, as POSIX has it. */
function timeOf(date: string, timeOfDay: string): EpochMilliseconds | undefined {
  const midnight = midnightOf(date);
  if (midnight === undefined || decimalIn(timeOfDay) === undefined) return undefined;
  if (wholeDigitsIn(timeOfDay) !== 'hhmmss'.length) return undefined;
  const [hour, minute] = [twoDigitsAt(timeOfDay, 0), twoDigitsAt(timeOfDay, 2)];
  const second = decimalIn(timeOfDay, 'hhmm'.length, Math.min(timeOfDay.length, 'hhmmss.sss'.length)) ?? 0;
  if (hour > 23 || minute > 59 || second >= 61) return undefined;
  return epochMilliseconds(midnight + (hour * 60 + minute) * 60_000 + Math.round(second * 1000));
}

/** The date is the same for a day. */
let lastDate: { readonly text: string; readonly midnight: number | undefined } = {
  text: '',
  midnight: undefined,
};

function midnightOf(text: string): number | undefined {
  if (text !== lastDate.text) lastDate = { text, midnight: readDate(text) };
  return lastDate.midnight;
}

function readDate(date: string): number | undefined {
  if (!/^\d{6}$/.test(date)) return undefined;
  const [day, month, year] = [twoDigitsAt(date, 0), twoDigitsAt(date, 2), twoDigitsAt(date, 4)];
  return isIn(day, 1, 31) && isIn(month, 1, 12) ? Date.UTC(fullYear(year), month - 1, day) : undefined;
}

const twoDigitsAt = (text: string, at: number): number =>
  (text.charCodeAt(at) & 0x0f) * 10 + (text.charCodeAt(at + 1) & 0x0f);

/** Two digits: GPS time began in 1980, and what was read as 2080 and later is a date twice rolled over. */
const fullYear = (digits: number): number => (digits < 80 ? 2000 : 1900) + digits;

const isIn = (value: number, least: number, most: number): boolean => value >= least && value <= most;

/** The time that a receiver means whose week count has rolled over: never before this software was made. */
export function unrolled(time: EpochMilliseconds): EpochMilliseconds {
  let meant = time;
  for (let times = 0; times < mostRollovers && meant < earliest; times++) {
    meant = epochMilliseconds(meant + rolloverMilliseconds);
  }
  return meant < earliest ? time : meant;
}

/** `ddmm.mmmm` or `dddmm.mmmm`. */
function microdegrees(text: string, most: number, negative: boolean): number | undefined {
  const wholeDigits = wholeDigitsIn(text);
  if (wholeDigits < 'ddmm'.length || wholeDigits > 'dddmm'.length) return undefined;
  const minutesAt = wholeDigits - 'mm'.length;
  const [degrees, minutes] = [decimalIn(text, 0, minutesAt), decimalIn(text, minutesAt)];
  if (degrees === undefined || minutes === undefined) return undefined;
  const value = degrees * 1_000_000 + Math.round((minutes * 1_000_000) / 60);
  if (value > most * 1_000_000) return undefined;
  return negative ? -value : value;
}

const numberIn = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : decimalIn(text);
