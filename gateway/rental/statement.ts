import { z } from 'zod';
import { carId, chargeId, customerId, driverId, journalId, reservationId } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';

const whole = z.int();
const time = whole.transform(epochMilliseconds);

const line = z.strictObject({
  code: z.string(),
  quantity: z.number(),
  unit: z.string(),
  unitPriceCents: whole,
  amountCents: whole,
  /** The clause of the price rules. */
  rule: z.string(),
  decided: z.boolean(),
  source: z.string(),
});

const contract = z.strictObject({
  customer: z.string().transform(customerId),
  driver: z.string().transform(driverId),
  formula: z.string(),
  plus: z.boolean(),
  priceClass: z.string(),
  reservedFrom: time,
  reservedUntil: time,
});

/** What the operator entered, as far as the price depends on it. */
const entered = z.strictObject({
  firstReservedUntil: time,
  changes: z.array(z.strictObject({ at: time, endsAt: time, hinders: z.boolean() })),
  cancelledAt: time.nullable(),
  /** Euros a litre (T11); null where none is known. */
  fuelPrice: z.string().nullable(),
  fees: z.array(
    z.strictObject({
      code: z.string(),
      quantity: z.string(),
      origin: z.enum(['zone', 'proposal', 'manual']),
      charge: z.string().transform(chargeId).nullable(),
    }),
  ),
  receipts: z.array(
    z.strictObject({
      charge: z.string().transform(chargeId),
      amountCents: whole,
      approved: z.boolean(),
      submittedAt: time,
    }),
  ),
  /** Instead of the distance by the odometer; null where nobody corrected it. */
  correctedMetres: whole.nullable(),
  /** Numbers of the signed entries that all this follows from. */
  entries: z.array(whole),
});

const price = z.discriminatedUnion('ok', [
  z.strictObject({
    ok: z.literal(true),
    priceList: z.string(),
    lines: z.array(line),
    refused: z.array(z.strictObject({ code: z.string(), reason: z.string() })),
    totalCents: whole,
  }),
  z.strictObject({
    ok: z.literal(false),
    error: z.strictObject({ code: z.string(), message: z.string() }),
  }),
]);

const schema = z.strictObject({
  reservation: z.string().transform(reservationId),
  car: z.string().transform(carId),
  /** The signed records that it rests on. */
  records: z.strictObject({ journal: z.string().transform(journalId), fromSeq: whole, toSeq: whole }),
  openedAt: time,
  returnedAt: time,
  openedOdometerMetres: whole,
  closedOdometerMetres: whole,
  /** Steps of the odometer within the rental that were no driving; not billed. */
  rebasedMetres: whole,
  distanceMetres: whole,
  trips: z.array(
    z.strictObject({
      startedAt: time,
      endedAt: time,
      startOdometerMetres: whole,
      endOdometerMetres: whole,
      distanceMetres: whole,
    }),
  ),
  /** Null where the reservation is not known here, or is another car's; customer and driver stand under pseudonyms. */
  contract: contract.nullable(),
  /** Null as well on statements that older software wrote. */
  entered: entered.nullable().default(null),
  price,
  /** What a person should look at. */
  remarks: z.array(
    z.enum([
      'abandoned',
      'superseded',
      'clock-uncertain',
      'returned-before-start',
      'reservation-cancelled',
      'distance-corrected',
    ]),
  ),
});

const unusedSchema = z.strictObject({
  kind: z.literal('unused'),
  reservation: z.string().transform(reservationId),
  car: z.string().transform(carId),
  contract,
  entered,
  price,
});

/** The bill of one rental, with the facts that it follows from (D10). */
export type Statement = z.output<typeof schema>;

/** The bill of a reservation for which no car was opened (T6, T7): it rests on entries alone. */
export type UnusedStatement = z.output<typeof unusedSchema>;

/** A statement as it is kept: corrected ones are new versions. */
export interface StatementVersion extends Statement {
  readonly version: number;
}

/** Who rents what on which terms. */
export type Contract = NonNullable<Statement['contract']>;
export type Entered = NonNullable<Statement['entered']>;
export type PriceOnStatement = Statement['price'];

/** @throws {ZodError} on what `formatStatement` did not write. */
export const parseStatement = (text: string): Statement => schema.parse(JSON.parse(text));
export const formatStatement = (statement: Statement | UnusedStatement): string => JSON.stringify(statement);

/** Either kind. @throws {ZodError} */
export function parseAnyStatement(text: string): Statement | UnusedStatement {
  const value: unknown = JSON.parse(text);
  return isUnused(value) ? unusedSchema.parse(value) : schema.parse(value);
}

const isUnused = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'unused';
