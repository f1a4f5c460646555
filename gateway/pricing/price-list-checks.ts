import type { PriceList, PriceRow } from './price-list.ts';

/** Where in a list, and what is wrong there. */
export type ReportProblem = (path: (string | number)[], message: string) => void;

/** Reports what is wrong with a list beyond the shape of its fields: gaps, overlaps, missing cells. */
export function checkPriceList(list: PriceList, report: ReportProblem): void {
  checkGrid(list, report);
  checkTimes(list, report);
  checkCaps(list, report);
  checkTiers(list, report);
  checkRows(list, report);
  checkFuel(list, report);
  for (const [name, { insideOf }] of Object.entries(list.fees)) {
    if (insideOf !== undefined && !Object.hasOwn(list.fees, insideOf))
      report(['fees', name], `no fee ${insideOf}`);
  }
}

function checkGrid({ grid }: PriceList, report: ReportProblem): void {
  if (60 % grid.stepMinutes !== 0) report(['grid', 'stepMinutes'], 'does not divide the hour');
  if (grid.shortestHours > grid.longestDays * 24) report(['grid'], 'the shortest is longer than the longest');
}

function checkTimes(list: PriceList, report: ReportProblem): void {
  const check = ({ from, to }: { from: string; to: string }, path: (string | number)[]): void => {
    if (from >= to) report(path, 'does not end after it begins');
    if (!onGrid(from, list) || !onGrid(to, list)) report(path, 'does not lie on the grid');
  };
  for (const [index, window] of list.night.windows.entries()) check(window, ['night', 'windows', index]);
  for (const [name, { hours }] of Object.entries(list.formulas)) {
    for (const [index, { when = [] }] of hours.entries()) {
      const path = ['formulas', name, 'hours', index];
      if ((when.length === 0) !== (index === hours.length - 1)) {
        report(path, 'the last row alone has no `when`');
      }
      for (const window of when) check(window, path);
    }
  }
  if (!isTimeZone(list.timeZone)) report(['timeZone'], `unknown time zone ${list.timeZone}`);
}

const onGrid = (clock: string, { grid }: PriceList): boolean =>
  Number(clock.slice(3)) % grid.stepMinutes === 0;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function checkCaps({ caps }: PriceList, report: ReportProblem): void {
  caps.forEach(({ hours }, index) => {
    const shorter = caps[index - 1]?.hours ?? 1;
    if (hours % shorter !== 0 || (index > 0 && hours === shorter))
      report(['caps', index], 'no multiple of the one before');
  });
}

function checkTiers({ tiers }: PriceList, report: ReportProblem): void {
  tiers.forEach(({ upToKm }, index) => {
    const last = index === tiers.length - 1;
    if ((upToKm === undefined) !== last) report(['tiers', index], 'the last tier alone has no upToKm');
    if (upToKm !== undefined && upToKm <= (tiers[index - 1]?.upToKm ?? 0))
      report(['tiers', index], 'not above the one before');
  });
}

function checkRows(list: PriceList, report: ReportProblem): void {
  const check = ({ cells }: PriceRow, path: (string | number)[]): void =>
    sameKeys(cells, list.classes, 'class', path, report);
  check(list.night, ['night']);
  for (const [name, { hours, caps, kilometres }] of Object.entries(list.formulas)) {
    const path = ['formulas', name];
    for (const [index, each] of hours.entries()) check(each, [...path, 'hours', index]);
    sameKeys(caps, codesOf(list.caps), 'cap', [...path, 'caps'], report);
    sameKeys(kilometres, codesOf(list.tiers), 'tier', [...path, 'kilometres'], report);
    for (const [each, prices] of Object.entries({ ...caps, ...kilometres })) check(prices, [...path, each]);
  }
}

const codesOf = (items: readonly { code: string }[]): string[] => items.map(({ code }) => code);

function sameKeys(
  found: Record<string, unknown>,
  wanted: string[],
  what: string,
  path: (string | number)[],
  report: ReportProblem,
): void {
  for (const key of wanted) if (!Object.hasOwn(found, key)) report(path, `${what} ${key} is missing`);
  for (const key of Object.keys(found)) if (!wanted.includes(key)) report(path, `unknown ${what} ${key}`);
}

function checkFuel({ fuelAdjustment: { bands, above } }: PriceList, report: ReportProblem): void {
  bands.forEach(({ from, to }, index) => {
    const before = bands[index - 1]?.to;
    if (Number(from) >= Number(to))
      report(['fuelAdjustment', 'bands', index], 'does not end above its beginning');
    if (before !== undefined && Number(before) !== Number(from))
      report(['fuelAdjustment', 'bands', index], 'leaves a gap');
  });
  if (Number(above.step) === 0) report(['fuelAdjustment', 'above', 'step'], 'is zero');
}
