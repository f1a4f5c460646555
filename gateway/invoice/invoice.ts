import { z } from 'zod';
import { chargeId, reservationId } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';

const whole = z.int();
const time = whole.transform(epochMilliseconds);

/** A ride, or a reservation that nobody used, as its newest statement has it. */
const ride = z.strictObject({
  reservation: z.string().transform(reservationId),
  version: whole,
  kind: z.enum(['rental', 'unused']),
  car: z.string(),
  driver: z.string(),
  startsAt: time,
  endsAt: time,
  distanceMetres: whole,
  /** An earlier version was on another invoice; a credit below undoes it. */
  isCorrection: z.boolean(),
  totalCents: whole,
});

const fixed = z.strictObject({
  code: z.enum(['subscription', 'activation']),
  formula: z.string(),
  users: whole,
  amountCents: whole,
  source: z.string(),
});

/** A fee or credit that belongs to no rental. */
const service = z.strictObject({
  charge: z.string().transform(chargeId),
  code: z.string(),
  quantity: z.string(),
  unitPriceCents: whole,
  amountCents: whole,
  occurredAt: time,
  source: z.string(),
});

/** The undoing of a version that was on another invoice. */
const creditNote = z.strictObject({
  reservation: z.string().transform(reservationId),
  version: whole,
  amountCents: whole,
});

const schema = z.strictObject({
  /** Null for what is not issued yet. */
  invoice: z.string().nullable(),
  /** Under a pseudonym as kept. */
  customer: z.string(),
  month: z.string(),
  issuedAt: time.nullable(),
  priceList: z.string(),
  /** In the order of the list's invoice article: rides, fixed costs, other services, credits. */
  rides: z.array(ride),
  fixed: z.array(fixed),
  services: z.array(service),
  credits: z.strictObject({ notes: z.array(creditNote), given: z.array(service) }),
  /** Rides without a price: shown, not billed. */
  unpriced: z.array(z.strictObject({ reservation: z.string().transform(reservationId), reason: z.string() })),
  totalCents: whole,
});

/** The monthly statement of a customer. */
export type Invoice = z.output<typeof schema>;
export type InvoicedRide = Invoice['rides'][number];
export type InvoicedService = Invoice['services'][number];

export const formatInvoice = (invoice: Invoice): string => JSON.stringify(invoice);
/** @throws {ZodError} on what `formatInvoice` did not write. */
export const parseInvoice = (text: string): Invoice => schema.parse(JSON.parse(text));
