import { z } from 'zod';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { carId, customerId, driverId, journalId, reservationId } from '../../protocol/ids.ts';
import type { ClockQuality } from '../../protocol/messages/words.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';
import type { PriceResult } from '../pricing/price.ts';
import type { ReservationChange } from '../storage/reservations.ts';
import type { RentalRun } from './rental-run.ts';

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
  /** Null where the reservation is not known here, or is another car's. */
  contract: z
    .strictObject({
      customer: z.string().transform(customerId),
      driver: z.string().transform(driverId),
      formula: z.string(),
      plus: z.boolean(),
      priceClass: z.string(),
      reservedFrom: time,
      reservedUntil: time,
    })
    .nullable(),
  price: z.discriminatedUnion('ok', [
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
  ]),
  /** What a person should look at. */
  remarks: z.array(
    z.enum(['abandoned', 'superseded', 'clock-uncertain', 'returned-before-start', 'reservation-cancelled']),
  ),
});

/** The bill of one rental, with the facts that it follows from (D10). */
export type Statement = z.output<typeof schema>;

/** A statement as it is kept: corrected ones are new versions. */
export interface StatementVersion extends Statement {
  readonly version: number;
}

/** Who rents what on which terms. */
export type Contract = NonNullable<Statement['contract']>;

/** The operator's entries that a rental's price depends on. */
export interface ContractFacts {
  readonly contract: Contract;
  /** In the order in which they were asked (T8). */
  readonly changes: readonly ReservationChange[];
  readonly firstReservedUntil: EpochMilliseconds;
  /** A car that hears nothing of it still takes the token: the use is priced all the same. */
  readonly cancelled: boolean;
}

/** @throws {ZodError} on what `formatStatement` did not write. */
export const parseStatement = (text: string): Statement => schema.parse(JSON.parse(text));
export const formatStatement = (statement: Statement): string => JSON.stringify(statement);

/** A price, or why there is none: with the errors of pricing, `reservation-unknown` and `reservation-used-twice`. */
export type StatementPrice =
  | PriceResult
  | {
      readonly ok: false;
      readonly error: {
        readonly code: 'reservation-unknown' | 'reservation-used-twice';
        readonly message: string;
      };
    };

/** The statement of a rental whose records are all there. */
export function statementOf(
  car: CarId,
  { closed, trips }: RentalRun,
  facts: ContractFacts | null,
  price: StatementPrice,
): Statement {
  const { opened, closed: end, fact, openedAt, distanceMetres, rebasedMetres } = closed;
  return {
    reservation: fact.reservation,
    car,
    records: rangeOf(opened.journal, opened.seq, end.seq),
    openedAt,
    returnedAt: fact.returnedAt,
    openedOdometerMetres: opened.odometerMetres,
    closedOdometerMetres: end.odometerMetres,
    rebasedMetres,
    distanceMetres,
    trips: trips.map(({ fact: trip }) => ({
      startedAt: trip.startedAt,
      endedAt: trip.endedAt,
      startOdometerMetres: trip.startOdometerMetres,
      endOdometerMetres: trip.endOdometerMetres,
      distanceMetres: trip.distanceMetres,
    })),
    contract: facts?.contract ?? null,
    price: price.ok ? { ...price, lines: [...price.lines], refused: [...price.refused] } : price,
    remarks: remarksOn(fact, facts),
  };
}

const rangeOf = (journal: JournalId, fromSeq: number, toSeq: number): Statement['records'] => ({
  journal,
  fromSeq,
  toSeq,
});

const uncertain: ReadonlySet<ClockQuality> = new Set<ClockQuality>(['none', 'token']);

function remarksOn(fact: RentalRun['closed']['fact'], facts: ContractFacts | null): Statement['remarks'] {
  const remarks: Statement['remarks'] = [];
  if (fact.cause !== 'ended') remarks.push(fact.cause);
  if (uncertain.has(fact.returnedAtQuality)) remarks.push('clock-uncertain');
  if (facts === null) return remarks;
  if (fact.returnedAt < facts.contract.reservedFrom) remarks.push('returned-before-start');
  if (facts.cancelled) remarks.push('reservation-cancelled');
  return remarks;
}
