import { isDeepStrictEqual } from 'node:util';
import type { VirtualRunReport } from '../../../simulator/run/virtual.ts';
import { billed, naiveBill, writtenBill } from '../../simulation/naive-bill.ts';
import { rentalsOf, simulate, statementsOf } from '../../simulation/virtual-fleet.ts';

export const fleet = { cars: 20, days: 1 };

/** What came of one seed. */
export interface FleetOutcome {
  readonly seed: number;
  /** Trace hashes of two runs. */
  readonly hashes: readonly [string, string];
  readonly rentals: number;
  readonly statements: number;
  /** Names and details of checks that did not hold. */
  readonly failed: readonly string[];
  /** Reservations whose price is not the naive one. */
  readonly wrongPrices: readonly string[];
}

/** Runs a seed twice and looks at what came of it. */
export async function outcomeOf(seed: number): Promise<FleetOutcome> {
  const report = await simulate({ seed, ...fleet });
  const again = await simulate({ seed, ...fleet });
  return {
    seed,
    hashes: [report.traceHash, again.traceHash],
    rentals: rentalsOf(report).length,
    statements: statementsOf(report).length,
    failed: report.checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`),
    wrongPrices: wrongPricesOf(report),
  };
}

const wrongPricesOf = (report: VirtualRunReport): string[] =>
  billed(report)
    .filter(({ truth, statement }) => !isDeepStrictEqual(writtenBill(statement), naiveBill(truth, statement)))
    .map(({ truth }) => truth.reservation);
