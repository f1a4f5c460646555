import type { CarId } from '../../protocol/ids.ts';
import { type ChargeId, chargeId, customerId, driverId, type JournalId } from '../../protocol/ids.ts';
import type { ClockQuality } from '../../protocol/messages/words.ts';
import type { PriceResult } from '../pricing/price.ts';
import type { PricedUse } from '../rental-price.ts';
import { proposalsFrom, zoneFees } from './charges.ts';
import type { ContractFacts } from './contract.ts';
import type { RentalRun } from './rental-run.ts';
import type { Contract, Entered, PriceOnStatement, Statement, UnusedStatement } from './statement.ts';

/** A pure function of a use to its price. */
export type PriceUse = (use: PricedUse) => PriceResult;

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

/** What makes the id of a proposal: the same records, the same ids. */
export type ChargeIdOf = (text: string) => ChargeId;

export interface StatementParts {
  readonly car: CarId;
  readonly run: RentalRun;
  /** Null where the reservation is unknown, or is another car's. */
  readonly facts: ContractFacts | null;
  /** Another rental has taken this reservation. */
  readonly isUsedTwice: boolean;
  readonly price: PriceUse;
  readonly chargeIdOf: ChargeIdOf;
}

/** The statement of a rental whose records are all there: a pure function of records, entries and price lists. */
export function statementOf({ car, run, facts, isUsedTwice, price, chargeIdOf }: StatementParts): Statement {
  const { opened, closed: end, fact, openedAt, distanceMetres, rebasedMetres } = run.closed;
  const fees = facts === null ? [] : feesOf(run, facts, chargeIdOf);
  const entered = facts === null ? null : enteredOf(facts, fees);
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
    trips: run.trips.map(({ fact: trip }) => ({
      startedAt: trip.startedAt,
      endedAt: trip.endedAt,
      startOdometerMetres: trip.startOdometerMetres,
      endOdometerMetres: trip.endOdometerMetres,
      distanceMetres: trip.distanceMetres,
    })),
    contract: facts === null ? null : contractOf(facts),
    entered,
    price: written(
      facts === null || entered === null
        ? unknownReservation(fact.reservation)
        : isUsedTwice
          ? usedTwice(fact.reservation)
          : price({
              ...useOf(facts, entered),
              cancelledAt: null,
              returnedAt: fact.returnedAt,
              distanceMetres: facts.correctedMetres ?? distanceMetres,
            }),
    ),
    remarks: remarksOn(fact, facts),
  };
}

/** The statement of a reservation for which no car was opened (T6, T7). */
export function unusedStatementOf(
  car: CarId,
  reservation: UnusedStatement['reservation'],
  facts: ContractFacts,
  price: PriceUse,
): UnusedStatement {
  const entered = enteredOf(facts, manualFees(facts));
  const result = price({
    ...useOf(facts, entered),
    cancelledAt: facts.cancelledAt,
    returnedAt: null,
    distanceMetres: 0,
  });
  return { kind: 'unused', reservation, car, contract: contractOf(facts), entered, price: written(result) };
}

/** A proposal under the id by which a person decides on it. */
export const proposalId = ({ opened }: RentalRun['closed'], code: string, chargeIdOf: ChargeIdOf): ChargeId =>
  chargeId(chargeIdOf(`${opened.journal}/${opened.seq}/${code}`));

type Fee = Entered['fees'][number];

function feesOf(run: RentalRun, facts: ContractFacts, chargeIdOf: ChargeIdOf): (Fee & { entry?: number })[] {
  const { closed, openedZones } = run;
  const proposals = proposalsFrom(closed.fact).flatMap(({ code }) => {
    const charge = proposalId(closed, code, chargeIdOf);
    const decision = facts.decisions.get(charge);
    if (decision?.accepted !== true) return [];
    return { code, quantity: '1', origin: 'proposal' as const, charge, entry: decision.entry };
  });
  return [
    ...zoneFees(openedZones, closed.fact.zones).map((code) => ({
      code,
      quantity: '1',
      origin: 'zone' as const,
      charge: null,
    })),
    ...proposals,
    ...manualFees(facts),
  ];
}

const manualFees = ({ charges }: ContractFacts): Fee[] =>
  charges.map(({ charge, code, quantity }) => ({ code, quantity, origin: 'manual', charge }));

const enteredOf = (facts: ContractFacts, fees: readonly (Fee & { entry?: number })[]): Entered => ({
  firstReservedUntil: facts.firstEndsAt,
  changes: facts.changes.map(({ at, endsAt, hinders }) => ({ at, endsAt, hinders })),
  cancelledAt: facts.cancelledAt,
  fuelPrice: facts.fuelPrice,
  fees: fees.map(({ code, quantity, origin, charge }) => ({ code, quantity, origin, charge })),
  receipts: facts.receipts.map((receipt) => ({ ...receipt })),
  correctedMetres: facts.correctedMetres,
  entries: [...facts.entries, ...fees.flatMap(({ entry }) => entry ?? [])].sort(
    (left, right) => left - right,
  ),
});

const contractOf = (facts: ContractFacts): Contract => ({
  customer: customerId(facts.customer),
  driver: driverId(facts.driver),
  formula: facts.formula,
  plus: facts.plus,
  priceClass: facts.priceClass,
  reservedFrom: facts.startsAt,
  reservedUntil: facts.changes.at(-1)?.endsAt ?? facts.firstEndsAt,
});

const useOf = (facts: ContractFacts, entered: Entered) => ({
  formula: facts.formula,
  plus: facts.plus,
  priceClass: facts.priceClass,
  startsAt: facts.startsAt,
  endsAt: facts.firstEndsAt,
  changes: facts.changes,
  fuelPrice: facts.fuelPrice,
  fees: entered.fees,
  receipts: facts.receipts,
});

const written = (price: StatementPrice): PriceOnStatement =>
  price.ok ? { ...price, lines: [...price.lines], refused: [...price.refused] } : price;

const unknownReservation = (reservation: string): StatementPrice => ({
  ok: false,
  error: { code: 'reservation-unknown', message: `reservation ${reservation} is not known for this car` },
});

const usedTwice = (reservation: string): StatementPrice => ({
  ok: false,
  error: {
    code: 'reservation-used-twice',
    message: `reservation ${reservation} has been billed before; a person must decide`,
  },
});

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
  if (fact.returnedAt < facts.startsAt) remarks.push('returned-before-start');
  if (facts.cancelledAt !== null) remarks.push('reservation-cancelled');
  if (facts.correctedMetres !== null) remarks.push('distance-corrected');
  return remarks;
}
