import { type Moment, moment } from './units.ts';

const RFC_3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const MINUTE_MS = 60_000;

/**
 * The moment that an RFC 3339 time names, seconds optional, or `undefined`. A leap second is refused: none
 * has been since the first list. What is finer than a millisecond becomes half of one, which leaves every comparison
 * with a point of the grid as it is.
 */
export function parseMoment(text: string): Moment | undefined {
  const found = RFC_3339.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHour, offsetMinute] = found;
  const days = epochDay(Number(year), Number(month), Number(day));
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  if (Number(second ?? 0) > 59 || Number(offsetHour ?? 0) > 23 || Number(offsetMinute ?? 0) > 59)
    return undefined;
  const offset = Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0);
  const minutes = (days * 24 + Number(hour)) * 60 + Number(minute) - (sign === '-' ? -offset : offset);
  return moment(minutes * MINUTE_MS + Number(second ?? 0) * 1000 + fractionMilliseconds(fraction));
}

function fractionMilliseconds(digits: string | undefined): number {
  if (digits === undefined) return 0;
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
