import { z } from 'zod';
import { InvalidRental } from './errors.ts';
import { parseFuelPrice } from './fuel-adjustment.ts';
import { parseMoment } from './moment.ts';
import type { RentalFacts } from './rental-facts.ts';
import { isCents, isMetres } from './units.ts';

/** Text that `parse` understands; `form` says what was wanted. */
const parsed = <T>(parse: (text: string) => T | undefined, form: string) =>
  z.string().transform((text, context): T => {
    const value = parse(text);
    return value === undefined ? refuse(context, form) : value;
  });

const time = parsed(parseMoment, 'not an RFC 3339 time');
const fuelPrice = parsed(parseFuelPrice, 'not a positive decimal string');
const metres = z
  .number()
  .transform((value, context) =>
    isMetres(value) ? value : refuse(context, 'not whole metres, zero or more'),
  );
const cents = z
  .number()
  .transform((value, context) =>
    isCents(value) && value >= 0 ? value : refuse(context, 'not whole cents, zero or more'),
  );

/** A rental as the price command takes it, one JSON object a line. */
const rental = z.object({
  id: z.string().min(1),
  formula: z.string(),
  priceClass: z.string(),
  priceList: z.string().optional(),
  plus: z.boolean().optional(),
  reservation: z.object({ start: time, end: time }),
  returnedAt: time.optional(),
  distanceM: metres.optional(),
  cancelledAt: time.optional(),
  changes: z.array(z.object({ at: time, end: time, hinders: z.boolean().default(false) })).optional(),
  fuelPriceEurPerLitre: fuelPrice.optional(),
  fees: z.array(z.object({ code: z.string(), quantity: z.number().positive().default(1) })).optional(),
  fuelReceipts: z
    .array(z.object({ amountCents: cents, approved: z.boolean().default(false), submittedAt: time }))
    .optional(),
});

const NO_METRES = metres.parse(0);

/** A rental with the id under which it was asked. */
export interface IdentifiedRental {
  readonly id: string;
  readonly facts: RentalFacts;
}

/** The facts of a rental from its JSON value; throws `InvalidRental` naming the first field that is wrong (T15). */
export function parseRental(value: unknown): IdentifiedRental {
  const result = rental.safeParse(value);
  if (!result.success) throw invalid(result.error);
  const { id, distanceM, fuelPriceEurPerLitre, plus, changes, fees, fuelReceipts, ...rest } = result.data;
  return {
    id,
    facts: {
      ...rest,
      plus: plus ?? false,
      distance: distanceM ?? NO_METRES,
      changes: changes ?? [],
      fuelPrice: fuelPriceEurPerLitre,
      fees: fees ?? [],
      fuelReceipts: fuelReceipts ?? [],
    },
  };
}

/** The id of a JSON value that may be no rental, or `null` where there is none. */
export function rentalId(value: unknown): string | null {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' && id !== '' ? id : null;
}

function refuse(context: z.core.$RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
}

function invalid({ issues: [issue] }: z.ZodError): InvalidRental {
  const path =
    issue?.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('') ?? '';
  return new InvalidRental(path.slice(1) || 'rental', issue?.message ?? 'invalid');
}
