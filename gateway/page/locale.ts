import type { Words } from './words.ts';

const timeZone = 'Europe/Brussels';

/** Amounts, times and lengths as people of a language write them. */
export interface Locale {
  amount(cents: number): string;
  number(value: number): string;
  kilometres(metres: number): string;
  /** `ma 1 jun 2026` */
  date(time: number): string;
  clock(time: number): string;
  /** Date and time. */
  moment(time: number): string;
  duration(milliseconds: number): string;
  month(name: string): string;
}

export function localeOf({ locale, units }: Words): Locale {
  const money = new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const distances = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const dates = new Intl.DateTimeFormat(locale, {
    ...{ timeZone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  });
  const clocks = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const months = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' });
  const clock = (time: number): string => clocks.format(time);
  const date = (time: number): string => dates.format(time);
  return {
    amount: (cents) => money.format(cents / 100),
    number: (value) => numbers.format(value),
    kilometres: (metres) => `${distances.format(metres / 1000)} km`,
    date,
    clock,
    moment: (time) => `${date(time)} ${clock(time)}`,
    duration(milliseconds) {
      const minutes = Math.round(milliseconds / 60_000);
      const rest = (minutes % 60).toString().padStart(2, '0');
      return `${numbers.format(Math.floor(minutes / 60))} ${units['HUR'] ?? 'h'} ${rest}`;
    },
    month: (name) => months.format(Date.parse(`${name}-01T00:00:00Z`)),
  };
}
