import type { StatementVersion } from '../../gateway/ports.ts';
import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { readScenario } from '../../simulator/adapters/scenario-file.ts';
import type { RentalOutcome } from '../../simulator/report/outcome.ts';
import { runVirtually, type VirtualRunOptions, type VirtualRunReport } from '../../simulator/run/virtual.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';

/** A fleet in virtual time with a database of its own. */
export const simulate = (options: VirtualRunOptions, scenario = 'everyday'): Promise<VirtualRunReport> =>
  runVirtually({ database: memoryDatabase(), priceLists: builtInFiles }, readScenario(scenario), options);

export const rentalsOf = ({ cars }: VirtualRunReport): RentalOutcome[] =>
  cars.flatMap(({ truth }) => truth.rentals);
export const statementsOf = ({ cars }: VirtualRunReport): StatementVersion[] =>
  cars.flatMap(({ result }) => result.statements);
