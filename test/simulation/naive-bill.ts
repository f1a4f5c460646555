import type { StatementVersion as Statement } from '../../gateway/rental/statement.ts';
import { customers } from '../../simulator/fleet/roster.ts';
import { naivePrice } from '../../simulator/naive-price/naive.ts';
import type { RentalOutcome } from '../../simulator/report/outcome.ts';
import type { VirtualRunReport } from '../../simulator/run/virtual.ts';
import { rentalsOf, statementsOf } from './virtual-fleet.ts';

/** A car tells the moment of its lock; the driver looks at the watch when the phone says so. */
const watchToleranceMilliseconds = 5_000;

const timeText = (time: number): string => Temporal.Instant.fromEpochMilliseconds(time).toString();

/** What a statement says, as far as the price rules written a second time say it too. */
export interface Bill {
  readonly totalCents: number;
  readonly lines: readonly { readonly code: string; readonly amountCents: number }[];
}

/** The bill by `naivePrice`, from the reservation and from what the dashboard showed at both ends. */
export function naiveBill(truth: RentalOutcome, { contract, returnedAt }: Statement): Bill {
  const customer = customers.find((known) => known.customer === contract?.customer);
  const result = naivePrice({
    id: truth.reservation,
    formula: customer?.formula,
    plus: customer?.plus,
    priceClass: contract?.priceClass,
    reservation: { start: timeText(truth.reservedFrom), end: timeText(truth.reservedUntil) },
    returnedAt: timeText(Math.max(returnedAt, truth.reservedFrom)),
    distanceM: truth.returnedOdometerMetres - truth.openedOdometerMetres,
  });
  if ('error' in result) throw new Error(`${truth.reservation}: ${result.error.message}`);
  return { totalCents: result.totalCents, lines: result.lines.map(amountOf) };
}

/** The bill as the gateway wrote it. */
export function writtenBill({ reservation, price }: Statement): Bill {
  if (!price.ok) throw new Error(`${reservation}: ${price.error.message}`);
  return { totalCents: price.totalCents, lines: price.lines.map(amountOf) };
}

const amountOf = ({ code, amountCents }: Bill['lines'][number]) => ({ code, amountCents });

/** Each truth with its one statement, the moment of return as the driver's watch had it. */
export function billed(report: VirtualRunReport): { truth: RentalOutcome; statement: Statement }[] {
  return rentalsOf(report).map((truth) => {
    const [statement, another] = statementsOf(report).filter((any) => any.reservation === truth.reservation);
    if (statement === undefined || another !== undefined)
      throw new Error(`${truth.reservation}: not billed once`);
    const off = Math.abs(statement.returnedAt - truth.returnedAt);
    if (off > watchToleranceMilliseconds) throw new Error(`${truth.reservation}: returned ${off} ms off`);
    return { truth, statement };
  });
}
