import { z } from 'zod';
import { journalId, reservationId, subject } from '../../protocol/ids.ts';
import { epochMilliseconds } from '../../protocol/units.ts';

const whole = z.int();

const point = z.strictObject({
  journal: z.string().transform(journalId),
  seq: whole,
  odometerMetres: whole,
});

const stretch = z.strictObject({
  from: point,
  /** Steps of the odometer since then that were no driving. */
  rebasedMetres: whole,
});

const free = z.strictObject({ kind: z.literal('free'), since: stretch });

const rented = z.strictObject({
  kind: z.literal('rented'),
  since: stretch,
  /** Every record since the opening has been applied. */
  whole: z.boolean(),
  reservation: z.string().transform(reservationId),
  subject: z.string().transform(subject),
  openedAt: whole.transform(epochMilliseconds),
  tripMetres: whole,
});

const schema = z.strictObject({
  /** Where counting began, and the last record that was applied. */
  first: point,
  last: point,
  /** Records right before the next one are missing. */
  afterGap: z.boolean(),
  use: z.discriminatedUnion('kind', [free, rented]),
});

/** What all records of a car that were applied so far come to. */
export type CarState = z.output<typeof schema>;

/** A record's place, and what the odometer showed there. */
export type Point = z.output<typeof point>;

/** The way since a point. */
export type Stretch = z.output<typeof stretch>;

/** The car's use while a rental is open. */
export type Rented = z.output<typeof rented>;

/** @throws {ZodError} on what `formatCarState` did not write. */
export const parseCarState = (text: string): CarState => schema.parse(JSON.parse(text));
export const formatCarState = (state: CarState): string => JSON.stringify(state);
