import { z } from 'zod';
import { InvalidRental } from './errors.ts';
import { parseFuelPrice } from './fuel-adjustment.ts';
import { parseMoment } from './moment.ts';
import type { RentalFacts } from './rental-facts.ts';
import { type Cents, isCents, isMetres, type Metres, type Moment } from './units.ts';

/**
 * The JSON types of a rental as the price command takes it, one object a line. What a text or number must say is read
 * afterwards: transforms in zod would keep four times the memory alive.
 */
const shape = z.object({
  id: z.string().min(1),
  formula: z.string(),
  priceClass: z.string(),
  priceList: z.string().optional(),
  plus: z.boolean().optional(),
  reservation: z.object({ start: z.string(), end: z.string() }),
  returnedAt: z.string().optional(),
  distanceM: z.number().optional(),
  cancelledAt: z.string().optional(),
  changes: z.array(z.object({ at: z.string(), end: z.string(), hinders: z.boolean().optional() })).optional(),
  fuelPriceEurPerLitre: z.string().optional(),
  fees: z.array(z.object({ code: z.string(), quantity: z.number().positive().optional() })).optional(),
  fuelReceipts: z
    .array(z.object({ amountCents: z.number(), approved: z.boolean().optional(), submittedAt: z.string() }))
    .optional(),
});

type RentalJson = z.infer<typeof shape>;

/** A rental with the id under which it was asked. */
export interface IdentifiedRental {
  readonly id: string;
  readonly facts: RentalFacts;
}

/** The facts of a rental from its JSON value; throws `InvalidRental` naming the first field that is wrong (T15). */
export function parseRental(value: unknown): IdentifiedRental {
  const result = shape.safeParse(value);
  if (!result.success) throw invalid(result.error);
  return { id: result.data.id, facts: factsOf(result.data) };
}

/** The id of a JSON value that may be no rental, or `null` where there is none. */
export function rentalId(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' && id !== '' ? id : null;
}

function factsOf(rental: RentalJson): RentalFacts {
  const { reservation, changes = [], fees = [], fuelReceipts = [] } = rental;
  return {
    formula: rental.formula,
    priceClass: rental.priceClass,
    priceList: rental.priceList,
    plus: rental.plus ?? false,
    reservation: {
      start: time('reservation.start', reservation.start),
      end: time('reservation.end', reservation.end),
    },
    returnedAt: rental.returnedAt === undefined ? undefined : time('returnedAt', rental.returnedAt),
    distance: metres('distanceM', rental.distanceM ?? 0),
    cancelledAt: rental.cancelledAt === undefined ? undefined : time('cancelledAt', rental.cancelledAt),
    changes: changes.map(({ at, end, hinders = false }, index) => ({
      at: time(`changes[${index}].at`, at),
      end: time(`changes[${index}].end`, end),
      hinders,
    })),
    fuelPrice: fuelPrice(rental.fuelPriceEurPerLitre),
    fees: fees.map(({ code, quantity = 1 }) => ({ code, quantity })),
    fuelReceipts: fuelReceipts.map(({ amountCents, approved = false, submittedAt }, index) => ({
      amountCents: credit(`fuelReceipts[${index}].amountCents`, amountCents),
      approved,
      submittedAt: time(`fuelReceipts[${index}].submittedAt`, submittedAt),
    })),
  };
}

function time(field: string, text: string): Moment {
  const moment = parseMoment(text);
  if (moment === undefined) throw new InvalidRental(field, 'not an RFC 3339 time');
  return moment;
}

function metres(field: string, value: number): Metres {
  if (!isMetres(value)) throw new InvalidRental(field, 'not whole metres, zero or more');
  return value;
}

function credit(field: string, value: number): Cents {
  if (!isCents(value) || value < 0) throw new InvalidRental(field, 'not whole cents, zero or more');
  return value;
}

function fuelPrice(text: string | undefined): RentalFacts['fuelPrice'] {
  if (text === undefined) return undefined;
  const price = parseFuelPrice(text);
  if (price === undefined) throw new InvalidRental('fuelPriceEurPerLitre', 'not a positive decimal string');
  return price;
}

function invalid({ issues: [issue] }: z.ZodError): InvalidRental {
  const keys = issue?.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)) ?? [];
  return new InvalidRental(keys.join('').slice(1) || 'rental', issue?.message ?? 'invalid');
}
