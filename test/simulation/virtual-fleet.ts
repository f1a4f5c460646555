import { memoryDatabase } from '../../simulator/adapters/memory-database.ts';
import { runVirtually, type VirtualRunOptions, type VirtualRunReport } from '../../simulator/run/virtual.ts';
import { builtInFiles } from '../gateway/pricing/built-in-lists.ts';

/** A fleet in virtual time with a database of its own. */
export const simulate = (options: VirtualRunOptions): Promise<VirtualRunReport> =>
  runVirtually({ database: memoryDatabase(), priceLists: builtInFiles }, options);
