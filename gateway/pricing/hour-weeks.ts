import type { Formula, PriceList, PriceRow } from './price-list.ts';
import { type CellPlace, resolveCell } from './published-price.ts';
import type { HourCell, WeekCells } from './week-profile.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const DAY_MINUTES = 24 * 60;

/** The weeks of hour prices of a formula and class: by day and night (T4, T5), and for late time (T9). */
export function hourWeeks(
  list: PriceList,
  formula: Formula,
  place: Omit<CellPlace, 'code'>,
): { used: WeekCells; late: WeekCells } {
  const cellOf = (code: string, row: PriceRow): HourCell => ({
    code,
    cell: resolveCell(row, { ...place, code }),
  });
  const night = cellOf('time.night', list.night);
  const hours = formula.hours.map((row) => ({ row, cell: cellOf('time.hour', row) }));
  const rest = hours.at(-1)?.cell ?? night;
  const dayCellAt = (day: number, minute: number): HourCell =>
    hours.find(({ row }) => row.when?.some((window) => holds(window, day, minute)))?.cell ?? rest;
  const nightAt = (minute: number): boolean => list.night.windows.some((window) => within(window, minute));

  const step = list.grid.stepMinutes;
  const slotsPerDay = DAY_MINUTES / step;
  const week = (cellAt: (day: number, minute: number) => HourCell): HourCell[] =>
    Array.from({ length: 7 * slotsPerDay }, (_, at) =>
      cellAt(Math.floor(at / slotsPerDay), (at % slotsPerDay) * step),
    );
  const dayCells = hours.map(({ cell }) => cell);
  return {
    used: {
      slotsPerDay,
      cells: [night, ...dayCells],
      week: week((day, minute) => (nightAt(minute) ? night : dayCellAt(day, minute))),
    },
    late: {
      slotsPerDay,
      cells: dayCells,
      week: week((day, minute) => (nightAt(minute) ? rest : dayCellAt(day, minute))),
    },
  };
}

type HourWindow = NonNullable<Formula['hours'][number]['when']>[number];

function holds(window: HourWindow, day: number, minute: number): boolean {
  const name = DAYS[day];
  return name !== undefined && window.days.includes(name) && within(window, minute);
}

const within = ({ from, to }: { from: string; to: string }, minute: number): boolean =>
  minute >= minutes(from) && minute < minutes(to);

const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
