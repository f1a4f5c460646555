import { type Moment, moment } from './units.ts';

const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)$/;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MINUTE_MS = 60_000;
const ZERO = '0'.charCodeAt(0);

/**
 * The moment that an RFC 3339 time names, seconds optional, or `undefined`. A leap second is refused: none
 * has been since the first list. What is finer than a millisecond becomes half of one, which leaves every comparison
 * with a point of the grid as it is. Digits are read in place: this is most of what reading a rental takes.
 */
export function parseMoment(text: string): Moment | undefined {
  if (!RFC_3339.test(text)) return undefined;
  const days = epochDay(
    twoDigits(text, 0) * 100 + twoDigits(text, 2),
    twoDigits(text, 5),
    twoDigits(text, 8),
  );
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = text[16] === ':' ? twoDigits(text, 17) : 0;
  const offset = offsetMinutes(text);
  if (days === undefined || offset === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return moment(((days * 24 + hour) * 60 + minute - offset) * MINUTE_MS + second * 1000 + fractionMs(text));
}

const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;

function offsetMinutes(text: string): number | undefined {
  if (/[Zz]$/.test(text)) return 0;
  const at = text.length - 6;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (hours > 23 || minutes > 59) return undefined;
  return (text[at] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function fractionMs(text: string): number {
  if (text[19] !== '.') return 0;
  const [digits = ''] = /\d+/.exec(text.slice(20)) ?? [];
  const finer = /[1-9]/.test(digits.slice(3)) ? 0.5 : 0;
  return Number(digits.slice(0, 3).padEnd(3, '0')) + finer;
}

function epochDay(year: number, month: number, day: number): number | undefined {
  const before = DAYS_BEFORE_MONTH[month - 1];
  if (before === undefined || day < 1 || day > daysInMonth(year, month)) return undefined;
  const pastYears = year - 1;
  const leapDays = Math.floor(pastYears / 4) - Math.floor(pastYears / 100) + Math.floor(pastYears / 400);
  const thisLeapDay = month > 2 && isLeapYear(year) ? 1 : 0;
  return pastYears * 365 + leapDays + before + thisLeapDay + day - 1 - 719_162;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
