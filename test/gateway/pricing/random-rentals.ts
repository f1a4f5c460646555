import fc from 'fast-check';
import { CLASSES, FEES } from '../../../simulator/naive-price/naive-prices.ts';
import type { RentalJson } from './rental-json.ts';

const QUARTER = 15 * 60_000;
const DAY_QUARTERS = 96;

/** Around the clock changes, the change of lists, a new year, and any day of the lists. */
const start = fc
  .tuple(
    fc.oneof(
      fc.constantFrom(
        '2025-03-01',
        '2025-03-30',
        '2025-10-26',
        '2026-01-01',
        '2026-03-01',
        '2026-03-29',
        '2026-10-25',
      ),
      fc
        .integer({ min: 0, max: 700 })
        .map((day) => isoAt(Date.parse('2025-02-27') + day * 86_400_000).slice(0, 10)),
    ),
    fc.integer({ min: -2 * DAY_QUARTERS, max: 2 * DAY_QUARTERS }),
  )
  .map(([day, quarters]) => Date.parse(day) + quarters * QUARTER);

/** From less than the shortest to more than the longest, mostly between. */
const length = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 4, max: 60 }) },
  { weight: 3, arbitrary: fc.integer({ min: 4, max: 8 * DAY_QUARTERS }) },
  { weight: 1, arbitrary: fc.integer({ min: 3, max: 30 * DAY_QUARTERS + 1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }).map((days) => days * DAY_QUARTERS) },
);

const isoAt = (milliseconds: number): string => new Date(milliseconds).toISOString();

const time = (milliseconds: fc.Arbitrary<number>): fc.Arbitrary<string> =>
  fc.tuple(milliseconds, fc.constantFrom('Z', '+01:00', '+02:00', '-05:30')).map(([at, offset]) => {
    if (offset === 'Z') return isoAt(at);
    const sign = offset.startsWith('-') ? -1 : 1;
    const minutes = sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4)));
    return isoAt(at + minutes * 60_000).replace('Z', offset);
  });

const feesArbitrary = fc.array(
  fc.record(
    {
      code: fc.constantFrom(...Object.keys(FEES)),
      quantity: fc.constantFrom(1, 2, 1.5, 0.1, 0.2, 0.333, 0.0001, 1e-7),
    },
    { requiredKeys: ['code'] },
  ),
  { maxLength: 4 },
);

const fuelPrice = fc.oneof(
  fc.constantFrom('1.549', '1.55', '1.6999999', '1.70', '1.8499', '1.85', '1.999999999', '2', '2.15', '0.3'),
  fc.integer({ min: 100, max: 300 }).map((cents) => (cents / 100).toFixed(2)),
);

/** Rentals of every kind, most of them valid, many at the edges of the rules. */
export const rentalArbitrary: fc.Arbitrary<RentalJson> = fc.tuple(start, length).chain(([from, quarters]) => {
  const to = from + quarters * QUARTER;
  const around = fc.oneof(
    fc.integer({ min: -1, max: quarters + 8 }).map((count) => from + count * QUARTER),
    fc.integer({ min: 0, max: quarters * QUARTER }).map((after) => from + after),
    fc.constant(to),
  );
  const early = fc.integer({ min: 0, max: quarters * QUARTER }).map((after) => from + Math.floor(after / 3));
  const before = fc
    .constantFrom(25, 24.0003, 24, 23.9997, 2, 0, -0.1)
    .map((hours) => from - hours * 3_600_000);
  const newEnd = fc.integer({ min: 4, max: quarters + 60 }).map((count) => from + count * QUARTER);
  const changes = fc
    .array(fc.tuple(fc.oneof(before, early), newEnd, fc.option(fc.boolean(), { nil: undefined })), {
      maxLength: 4,
    })
    .chain((all) => {
      const inOrder = fc.boolean().map((sorted) => (sorted ? all : all.toSorted(([a], [b]) => a - b)));
      return inOrder.map((list) =>
        list.map(([at, end, hinders]) => ({ at: isoAt(at), end: isoAt(end), hinders })),
      );
    });
  const receipts = fc.array(
    fc.record({
      amountCents: fc.constantFrom(0, 1, 2999, 3000, 3001, 9000),
      approved: fc.option(fc.boolean(), { nil: undefined }),
      submittedAt: time(
        fc.constantFrom(0, 30, 30.00001, 29.5).map((days) => to + Math.ceil(days * 86_400_000)),
      ),
    }),
    { maxLength: 3 },
  );
  const returned = fc.record({
    returnedAt: time(around),
    distanceM: fc.oneof(
      fc.constantFrom(0, 999, 1000, 100_999, 101_000),
      fc.integer({ min: 0, max: 900_000 }),
    ),
  });
  const use = fc.oneof(
    { weight: 6, arbitrary: returned },
    { weight: 1, arbitrary: fc.record({ cancelledAt: time(before) }) },
    { weight: 1, arbitrary: fc.constant({}) },
  );
  return fc
    .record({
      formula: fc.constantFrom('START', 'FLEX', 'BONUS', 'COMFORT', 'START', 'COMFORT'),
      priceClass: fc.constantFrom(...CLASSES, 'S', 'M', 'L', 'XL', 'S'),
      priceList: fc.constantFrom(undefined, undefined, 'business-2025-03', 'business-2026-03'),
      plus: fc.constantFrom(undefined, false, true),
      reservation: fc.record({ start: time(fc.constant(from)), end: time(fc.constant(to)) }),
      changes: fc.oneof(fc.constant(undefined), changes),
      fuelPriceEurPerLitre: fc.option(fuelPrice, { nil: undefined }),
      fees: fc.oneof(
        { weight: 2, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: feesArbitrary },
      ),
      fuelReceipts: fc.option(receipts, { nil: undefined }),
    })
    .chain((rest) => use.map((used) => ({ id: 'random', ...rest, ...used })));
});
