import { alternate, type Figure, figure } from '../figure.ts';
import { asFastAsItCan, rateOf } from './fleets.ts';
import type { Fleet, Journals } from './messages.ts';
import { LoadProcess, ServerProcess } from './processes.ts';

interface Misbehaver {
  readonly journals: Journals;
  readonly window: number;
  /** It never reads what it is sent. */
  readonly readsNothing?: boolean;
}

const misbehavers: Readonly<Record<string, Misbehaver>> = {
  flood: { journals: { cars: 1, records: 60_000, size: 1, garbageBytes: 8 }, window: 2000 },
  giant: { journals: { cars: 1, records: 2000, size: 1, garbageBytes: 60_000 }, window: 50 },
  backlog: { journals: { cars: 1, records: 20_000, size: 100 }, window: 50 },
  'slow-reader': { journals: { cars: 1, records: 10_000, size: 1 }, window: 10_000, readsNothing: true },
  'wrong-clock': { journals: { cars: 1, records: 10_000, size: 1, clockErrorDays: -20_000 }, window: 50 },
};

/** Figures `ingest.beside.NAME`. */
export const misbehaverNames = Object.keys(misbehavers);

/** What 50 cars get through beside one that misbehaves, over what they get through without it. */
export async function beside(name: string, onRun: () => void): Promise<Figure[]> {
  const misbehaver = misbehavers[name];
  if (misbehaver === undefined) throw new RangeError(`no car misbehaves as ${name}`);
  const { journals, window, readsNothing = false } = misbehaver;
  const load = new LoadProcess();
  await load.prepare({ cars: 50, records: 200, size: 1 }, { cars: 50, records: 800, size: 1 }, journals);
  const others = async (fleets: readonly Fleet[]): Promise<number> => {
    onRun();
    const server = await ServerProcess.start('gateway', 101);
    await load.run(server, [asFastAsItCan(0, 20)], { receipts: true });
    const rate = rateOf(await load.run(server, fleets, { receipts: true }));
    await server.stop();
    return rate;
  };
  const wrong = { ...asFastAsItCan(2, window), background: true, readsNothing };
  const { a, b } = await alternate(
    () => others([asFastAsItCan(1, 20), wrong]),
    () => others([asFastAsItCan(1, 20)]),
  );
  await load.stop();
  return [figure(`ingest.beside.${name}`, a / b, 'times', { atLeast: 0.9 })];
}
