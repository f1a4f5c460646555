import { z } from 'zod';

const text = z.string().min(1);
const cents = z.int();
const code = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'not a code of lower-case words joined by hyphens');
const clockTime = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'not a time of day as HH:MM');
const euros = z.string().regex(/^\d{1,6}(\.\d{1,4})?$/, 'not euros with at most four decimals');
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** A price that another list carries for this cell, with the place where it is printed (T2). */
const carriedCell = z.strictObject({ cents: cents.nonnegative(), carriedFrom: text, source: text });

/** Cents, cents carried from another list, or a hole that must never be guessed. */
const cell = z.union([cents.nonnegative(), carriedCell, z.literal('not-published')]);

/** As {@link cell}, or `none` where the list prints "-": there is no such price (T2). */
const optionalCell = z.union([cell, z.literal('none')]);

/** A printed row: the row and the price class together are the source of a cell. */
const row = z.strictObject({ source: text, cells: z.record(text, cell) });
const optionalRow = z.strictObject({ source: text, cells: z.record(text, optionalCell) });

const hourWindow = z.strictObject({ days: z.array(weekday).min(1), from: clockTime, to: clockTime });

/** Hour prices in the order of the list; the last one has no `when`: it takes the rest, and the late night (T9). */
const hourRow = row.extend({ when: z.array(hourWindow).min(1).optional() });

/** What users cost by number: the first, each further one, and the most that is asked. */
const byUsers = z.strictObject({
  firstUserCents: cents,
  furtherUserCents: cents,
  maximumCents: cents.optional(),
  source: text,
});

const formula = z.strictObject({
  hours: z.array(hourRow).min(1),
  caps: z.record(code, optionalRow),
  kilometres: z.record(code, optionalRow),
  contribution: z.strictObject({ cents, atMostTwoUsersCents: cents.optional(), source: text }).optional(),
  activation: byUsers.optional(),
  monthly: byUsers.optional(),
});

const fuelAdjustment = z.strictObject({
  source: text,
  bands: z.array(z.strictObject({ from: euros, to: euros, cents })).min(1),
  below: z.strictObject({ cents, decided: z.boolean() }),
  above: z.strictObject({ step: euros, cents, decided: z.boolean() }),
});

const fee = z.strictObject({
  cents,
  unit: z.enum(['C62', 'HUR', 'DAY']).default('C62'),
  /** This fee gives no line where the fee of that code is listed too (T12: green lies inside orange). */
  insideOf: code.optional(),
  source: text,
});

const late = z.strictObject({ hourPriceFactor: z.int().positive(), feeCents: cents, source: text });

/** The shape of a price list; `parsePriceList` checks what goes beyond the fields. */
export const priceListShape = z.strictObject({
  id: code,
  title: text,
  validFrom: z.iso.date(),
  timeZone: text,
  currency: z.literal('EUR'),
  classes: z.array(text).min(1),
  /** T3. `stepMinutes` must divide the hour. */
  grid: z.strictObject({
    stepMinutes: z.int().positive(),
    shortestHours: z.int().positive(),
    longestDays: z.int().positive(),
    source: text,
  }),
  /** T4. Local times; `to` may be `24:00`, and the night may not reach over midnight: list it as two. None: no night price. */
  night: row.extend({ windows: z.array(z.strictObject({ from: clockTime, to: clockTime })) }),
  /** T4. From the shortest to the longest, each a multiple of the one before it. */
  caps: z.array(z.strictObject({ code, hours: z.int().positive(), unit: z.enum(['DAY', 'WEE', 'C62']) })),
  /** T6 to T8. */
  notUsed: z.strictObject({ percent: z.int().min(0).max(100), freeUntilHours: z.int().min(0), source: text }),
  /** T9. */
  late: z.strictObject({ announced: late, unannounced: late }),
  /** T10. The last tier has no `upToKm`. */
  tiers: z.array(z.strictObject({ code, upToKm: z.int().positive().optional() })).min(1),
  plus: z.strictObject({ centsPerKm: cents, source: text }),
  fuelAdjustment,
  fuelReceipt: z.strictObject({ maximumCents: cents, withinDays: z.int().min(0), source: text }),
  fees: z.record(code, fee),
  formulas: z.record(text, formula),
});

/** A price list as its data file says it (T2): every price in cents, with the place where it is printed. */
export type PriceList = z.infer<typeof priceListShape>;
/** One formula of a list. */
export type Formula = PriceList['formulas'][string];
/** A price of one class in a row. */
export type PriceCell = z.infer<typeof optionalCell>;
/** A printed row of prices by class. */
export type PriceRow = z.infer<typeof optionalRow>;
