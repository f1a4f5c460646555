import { type Instant, invalid, NaiveRefusal, type NaiveRental, readRental } from './naive-input.ts';
import {
  CLASSES,
  FEES,
  HOLE,
  LISTS,
  type NaiveFormula,
  NIGHT,
  NONE,
  type Price,
  type Row,
} from './naive-prices.ts';
import { atLeast, fromDecimal, minus, plus, type Rational, ratio, rounded, times } from './rational.ts';

/** A line as the price command writes it. */
export interface NaiveLine {
  code: string;
  quantity: number;
  unit: string;
  unitPriceCents: number;
  amountCents: number;
  rule: string;
}

/** What the price command writes for a rental; the message of an error is free. */
export type NaiveOutput =
  | {
      id: string;
      priceList: string;
      currency: 'EUR';
      lines: NaiveLine[];
      refused: { code: string; reason: string }[];
      totalCents: number;
    }
  | { id: string | null; error: { code: string; message: string } };

const HOUR = 3_600_000_000_000n;
const QUARTER = HOUR / 4n;
const DAY = 24n * HOUR;
const THIRTY_PERCENT = ratio(30, 100);

/**
 * The price rules written a second time, as they read: quarter-hour by quarter-hour, with fractions of whole numbers
 * and Temporal, without a thought for speed. Takes the JSON value of a rental.
 */
export function naivePrice(json: unknown): NaiveOutput {
  try {
    return priced(json);
  } catch (error) {
    if (!(error instanceof NaiveRefusal)) throw error;
    return { id: idOf(json), error: { code: error.code, message: error.message } };
  }
}

function idOf(json: unknown): string | null {
  const id = typeof json === 'object' && json !== null && 'id' in json ? json.id : null;
  return typeof id === 'string' && id !== '' ? id : null;
}

function priced(json: unknown): NaiveOutput {
  const rental = readRental(json);
  if (!CLASSES.includes(rental.priceClass)) invalid('priceClass');
  for (const { code } of rental.fees) if (!(code in FEES)) invalid('fees');
  checkUse(rental);
  const ends = followChanges(rental);
  const priceList = listOf(rental);
  const formula = LISTS[priceList]?.[rental.formula] ?? unpublished(`${priceList} ${rental.formula}`);
  const bill = new Bill(formula, CLASSES.indexOf(rental.priceClass));
  payTime(bill, rental, ends);
  payLate(bill, rental, ends);
  payKilometres(bill, rental);
  payFees(bill, rental, priceList);
  const refused = creditReceipts(bill, rental, ends.end);
  const { lines } = bill;
  const totalCents = lines.reduce((sum, line) => sum + line.amountCents, 0);
  return { id: idOf(json) ?? '', priceList, currency: 'EUR', lines, refused, totalCents };
}

const unpublished = (what: string): never => {
  throw new NaiveRefusal('price-not-published', what);
};

/** T1. */
function listOf({ priceList, start }: NaiveRental): string {
  if (priceList !== undefined) return priceList in LISTS ? priceList : unpublished(priceList);
  const date = local(start).toPlainDate().toString();
  if (date >= '2026-03-01') return 'business-2026-03';
  return date >= '2025-03-01' ? 'business-2025-03' : unpublished(`a list for ${date}`);
}

const local = (at: Instant): Temporal.ZonedDateTime =>
  new Temporal.Instant(at).toZonedDateTimeISO('Europe/Brussels');

/** T3 for an end. */
function checkEnd(start: Instant, end: Instant): void {
  if (end % QUARTER !== 0n) invalid('an end off the grid');
  if (end - start < HOUR || end - start > 30n * DAY) invalid('not 1 h to 30 days');
}

/** T3 and T15 without the changes. */
function checkUse({ start, end, returnedAt, cancelledAt, distanceM }: NaiveRental): void {
  if (start % QUARTER !== 0n) invalid('reservation.start off the grid');
  checkEnd(start, end);
  if (returnedAt !== undefined && returnedAt < start) invalid('returnedAt');
  if (cancelledAt !== undefined && (cancelledAt > start || returnedAt !== undefined)) invalid('cancelledAt');
  if (distanceM > 0 && returnedAt === undefined) invalid('distanceM');
}

interface Ends {
  end: Instant;
  e0: Instant | undefined;
  shortenings: [from: Instant, to: Instant][];
}

/** T8 and the last clauses of T15. */
function followChanges(rental: NaiveRental): Ends {
  const { start, changes } = rental;
  const ends: Ends = { end: rental.end, e0: undefined, shortenings: [] };
  changes.forEach(({ at, end, hinders }, index) => {
    const before = changes[index - 1];
    if (before !== undefined && at < before.at) invalid('changes out of order');
    if (rental.cancelledAt !== undefined && at > rental.cancelledAt) invalid('a change after cancelling');
    if (rental.returnedAt !== undefined && at > rental.returnedAt) invalid('a change after the return');
    checkEnd(start, end);
    if (end < ends.end) {
      if (at > ends.end || end < at || ends.e0 !== undefined) invalid('a shortening');
      if (start - at < DAY) ends.shortenings.push([ends.end, end]);
      ends.end = end;
    }
    if (end > ends.end && at <= ends.end) {
      if (hinders && ends.e0 === undefined) ends.e0 = ends.end;
      ends.end = end;
    }
  });
  return ends;
}

/** Which hour price a quarter-hour has, by its local start. */
type Kind = 'night' | 'weekday' | 'other';

const kinds = new Map<Instant, Kind>();

function kindOf(quarter: Instant): Kind {
  const known = kinds.get(quarter);
  if (known !== undefined) return known;
  const { hour, dayOfWeek } = local(quarter);
  const kind = hour < 6 ? 'night' : dayOfWeek <= 5 && hour < 18 ? 'weekday' : 'other';
  kinds.set(quarter, kind);
  return kind;
}

/** P(a, b) of T4, and its parts: quarter-hours by kind, days, weeks. */
interface Parts {
  cost: Rational;
  quarters: Record<Kind, number>;
  days: number;
  weeks: number;
}

const nothing = (): Parts => ({
  cost: ratio(0, 4),
  quarters: { night: 0, weekday: 0, other: 0 },
  days: 0,
  weeks: 0,
});

function together(all: readonly Parts[]): Parts {
  const sum = nothing();
  for (const part of all) {
    sum.cost = plus(sum.cost, part.cost);
    for (const kind of ['night', 'weekday', 'other'] as const) sum.quarters[kind] += part.quarters[kind];
    sum.days += part.days;
    sum.weeks += part.weeks;
  }
  return sum;
}

/** The lines of a bill, and the prices of its formula and class. */
class Bill {
  readonly lines: NaiveLine[] = [];
  readonly formula: NaiveFormula;
  readonly column: number;

  constructor(formula: NaiveFormula, column: number) {
    this.formula = formula;
    this.column = column;
  }

  price(row: Row): number | typeof NONE {
    const price: Price = row[this.column] ?? HOLE;
    return price === HOLE ? unpublished('a cell') : price;
  }

  /** The hour price by day: the night's is that of the evening (T9). */
  hourPrice(kind: Kind): number {
    const { weekday, hour } = this.formula;
    const price = this.price(kind === 'weekday' ? (weekday ?? hour) : hour);
    return price === NONE ? unpublished('an hour') : price;
  }

  usedPrice(kind: Kind): number {
    const price = kind === 'night' ? this.price(NIGHT) : this.hourPrice(kind);
    return price === NONE ? unpublished('a night') : price;
  }

  time(a: Instant, b: Instant): Parts {
    const weeks = windows(a, b, 7n * DAY).map(([from, to]) => {
      const days = windows(from, to, DAY).map(([first, last]) => {
        const hours = together(windows(first, last, QUARTER).map(([quarter]) => this.quarter(quarter)));
        return this.capped(hours, this.formula.day, { days: 1 });
      });
      return this.capped(together(days), this.formula.week, { weeks: 1 });
    });
    return together(weeks);
  }

  quarter(at: Instant): Parts {
    const kind = kindOf(at);
    const part = nothing();
    part.cost = ratio(this.usedPrice(kind), 4);
    part.quarters[kind] = 1;
    return part;
  }

  capped(part: Parts, row: Row, unit: { days: number } | { weeks: number }): Parts {
    const most = this.price(row);
    if (most === NONE || !atLeast(part.cost, ratio(most))) return part;
    return { ...nothing(), cost: ratio(4 * most, 4), ...unit };
  }

  add(code: string, rule: string, quantity: number, unit: string, price: number, amount: Rational): void {
    const amountCents = rounded(amount);
    if (amountCents === 0) return;
    this.lines.push({ code, quantity, unit, unitPriceCents: price, amountCents, rule });
  }

  addAmount(code: string, rule: string, amount: Rational): void {
    this.add(code, rule, 1, 'C62', rounded(amount), amount);
  }

  /** Hours of several kinds, a line for each price. */
  addHours(code: string, rule: string, hours: readonly (readonly [quarters: number, price: number])[]): void {
    for (const price of new Set(hours.map(([, each]) => each))) {
      const quarters = hours.reduce((sum, [count, each]) => sum + (each === price ? count : 0), 0);
      this.add(code, rule, quarters / 4, 'HUR', price, ratio(quarters * price, 4));
    }
  }
}

function windows(from: Instant, to: Instant, size: bigint): [Instant, Instant][] {
  const cut: [Instant, Instant][] = [];
  for (let at = from; at < to; at += size) cut.push([at, at + size < to ? at + size : to]);
  return cut;
}

const earlier = (a: Instant, b: Instant): Instant => (a < b ? a : b);
const toNextQuarter = (at: Instant): Instant => ((at + QUARTER - 1n) / QUARTER) * QUARTER;

/** T6, T7 and the lines of T8. */
function payTime(
  bill: Bill,
  { start, returnedAt, cancelledAt }: NaiveRental,
  { end, e0, shortenings }: Ends,
): void {
  if (cancelledAt !== undefined) {
    if (start - cancelledAt < DAY) {
      bill.addAmount('time.cancelled', 'T7', times(THIRTY_PERCENT, bill.time(start, end).cost));
    }
  } else if (returnedAt === undefined) {
    payUsed(bill, bill.time(start, end));
  } else {
    const used = earlier(toNextQuarter(returnedAt), end);
    const whole = bill.time(start, end);
    const untilUsed = bill.time(start, used);
    payUsed(bill, e0 !== undefined && used > e0 ? bill.time(start, e0) : untilUsed);
    bill.addAmount('time.unused', 'T6', times(THIRTY_PERCENT, minus(whole.cost, untilUsed.cost)));
  }
  for (const [from, to] of shortenings) {
    const difference = minus(bill.time(start, from).cost, bill.time(start, to).cost);
    bill.addAmount('time.shortened', 'T8', times(THIRTY_PERCENT, difference));
  }
}

function payUsed(bill: Bill, { quarters, days, weeks }: Parts): void {
  if (quarters.night > 0) bill.addHours('time.night', 'T4', [[quarters.night, bill.usedPrice('night')]]);
  bill.addHours('time.hour', 'T4', [
    [quarters.weekday, bill.usedPrice('weekday')],
    [quarters.other, bill.usedPrice('other')],
  ]);
  const { day, week } = bill.formula;
  const dayPrice = bill.price(day);
  const weekPrice = bill.price(week);
  if (dayPrice !== NONE) bill.add('time.day', 'T4', days, 'DAY', dayPrice, ratio(days * dayPrice));
  if (weekPrice !== NONE) bill.add('time.week', 'T4', weeks, 'WEE', weekPrice, ratio(weeks * weekPrice));
}

/** T9. */
function payLate(bill: Bill, { returnedAt }: NaiveRental, { end, e0 }: Ends): void {
  if (returnedAt === undefined) return;
  const back = toNextQuarter(returnedAt);
  if (e0 !== undefined) payLateSpan(bill, 'late.announced', e0, earlier(back, end), 2, 1500);
  payLateSpan(bill, 'late.unannounced', end, back, 10, 2500);
}

function payLateSpan(
  bill: Bill,
  code: string,
  from: Instant,
  to: Instant,
  factor: number,
  fee: number,
): void {
  if (to <= from) return;
  const count = { night: 0, weekday: 0, other: 0 };
  for (const [quarter] of windows(from, to, QUARTER)) count[kindOf(quarter)] += 1;
  bill.addHours(`${code}-hours`, 'T9', [
    [count.weekday, factor * bill.hourPrice('weekday')],
    [count.other + count.night, factor * bill.hourPrice('other')],
  ]);
  bill.addAmount(`${code}-fee`, 'T9', ratio(fee));
}

/** T10 and T11. */
function payKilometres(bill: Bill, { distanceM, plus: hasPlus, fuelPrice }: NaiveRental): void {
  const km = Math.floor(distanceM / 1000);
  let pricedKm = 0;
  const payTier = (code: string, row: Row, count: number): void => {
    if (count <= 0) return;
    const price = bill.price(row);
    if (price === NONE) return;
    pricedKm += count;
    bill.add(code, 'T10', count, 'KMT', price, ratio(count * price));
  };
  payTier('km.first-100', bill.formula.first, Math.min(km, 100));
  payTier('km.beyond-100', bill.formula.beyond, km - 100);
  if (hasPlus) bill.add('km.plus', 'T10', km, 'KMT', 3, ratio(km * 3));
  if (fuelPrice === undefined) return;
  const cents = fuelCents(fromDecimal(fuelPrice));
  bill.add('km.fuel-adjustment', 'T11', pricedKm, 'KMT', cents, ratio(pricedKm * cents));
}

function fuelCents(price: Rational): number {
  if (!atLeast(price, ratio(170, 100))) return -1;
  let cents = 0;
  while (atLeast(price, ratio(185 + 15 * cents, 100))) cents += 1;
  return cents;
}

const FEE_UNITS: Readonly<Record<string, string>> = { 'cleaning-hour': 'HUR', 'immobilised-day': 'DAY' };

/** T12. */
function payFees(bill: Bill, { fees }: NaiveRental, priceList: string): void {
  const codes = fees.map(({ code }) => code);
  if (codes.includes('unreserved-use') && priceList !== 'business-2025-03') unpublished('fee unreserved-use');
  for (const [code, price] of Object.entries(FEES)) {
    if (code.endsWith('-green') && codes.includes(code.replace('green', 'orange'))) continue;
    const same = fees.filter((fee) => fee.code === code).map((fee) => fromDecimal(String(fee.quantity)));
    const quantity = same.reduce(plus, ratio(0));
    const amount = times(quantity, ratio(price));
    bill.add(`fee.${code}`, 'T12', toNumber(quantity), FEE_UNITS[code] ?? 'C62', price, amount);
  }
}

function toNumber({ over, under }: Rational): number {
  const digits = 20n;
  return Number(`${(over * 10n ** digits) / under}e-${digits}`);
}

/** T14. */
function creditReceipts(
  bill: Bill,
  { receipts }: NaiveRental,
  end: Instant,
): { code: string; reason: string }[] {
  const refused: { code: string; reason: string }[] = [];
  for (const { amount, approved, at } of receipts) {
    if (!approved) refused.push({ code: 'fuel-receipt', reason: 'not-approved' });
    else if (at > end + 30n * DAY) refused.push({ code: 'fuel-receipt', reason: 'too-late' });
    else bill.addAmount('credit.fuel-receipt', 'T14', ratio(-Math.min(amount, 3000)));
  }
  return refused;
}
