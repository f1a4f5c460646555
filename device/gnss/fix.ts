import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';
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
    };

/** RMC and GGA that belong to one moment of the day, as far as they have come. */
export interface Moment {
  readonly timeOfDay: string;
  readonly rmc: Sentence | undefined;
  readonly gga: Sentence | undefined;
}

export const noMoment: Moment = { timeOfDay: '', rmc: undefined, gga: undefined };

/**
 * Takes a sentence. The fix is given when RMC and GGA of a moment are both there, in either order, or with RMC
 * alone when the next moment begins; other sentences are passed over.
 */
export function takeSentence(
  moment: Moment,
  sentence: Sentence,
): { readonly moment: Moment; readonly fix?: Fix } {
  const { type } = sentence;
  if (type !== 'RMC' && type !== 'GGA') return { moment };
  const timeOfDay = sentence.fields[0] ?? '';
  const begun = timeOfDay !== moment.timeOfDay;
  const current = begun ? { ...noMoment, timeOfDay } : moment;
  const next: Moment = type === 'RMC' ? { ...current, rmc: sentence } : { ...current, gga: sentence };
  if (next.rmc !== undefined && next.gga !== undefined) {
    return { moment: { ...noMoment, timeOfDay }, fix: fixOf(next.rmc, next.gga) };
  }
  if (begun && moment.rmc !== undefined) return { moment: next, fix: fixOf(moment.rmc, undefined) };
  return { moment: next };
}

function fixOf(rmc: Sentence, gga: Sentence | undefined): Fix {
  const [timeOfDay = '', status, latitude = '', south, longitude = '', west, knots, , date = ''] = rmc.fields;
  const time = timeOf(date, timeOfDay);
  const latitudeMicrodegrees = microdegrees(latitude, 90, south === 'S');
  const longitudeMicrodegrees = microdegrees(longitude, 180, west === 'W');
  const complete = latitudeMicrodegrees !== undefined && longitudeMicrodegrees !== undefined;
  if (status !== 'A' || gga?.fields[5] === '0' || time === undefined || !complete) {
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
  };
}

/** `ddmmyy` and `hhmmss.ss`, UTC. Years are of this century: no receiver of the last one is in a car. */
function timeOf(date: string, timeOfDay: string): EpochMilliseconds | undefined {
  const [, day, month, year] = /^(\d\d)(\d\d)(\d\d)$/.exec(date) ?? [];
  const [, hour, minute, second] = /^(\d\d)(\d\d)(\d\d(?:\.\d{1,3})?)\d*$/.exec(timeOfDay) ?? [];
  if (year === undefined || second === undefined) return undefined;
  const milliseconds = Date.UTC(
    2000 + Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
  );
  return epochMilliseconds(milliseconds + Math.round(Number(second) * 1000));
}

/** `ddmm.mmmm` or `dddmm.mmmm`. */
function microdegrees(text: string, most: number, negative: boolean): number | undefined {
  const [, degrees, minutes] = /^(\d{2,3})(\d\d(?:\.\d+)?)$/.exec(text) ?? [];
  if (degrees === undefined || minutes === undefined) return undefined;
  const value = Number(degrees) * 1_000_000 + Math.round((Number(minutes) * 1_000_000) / 60);
  if (value > most * 1_000_000) return undefined;
  return negative ? -value : value;
}

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
