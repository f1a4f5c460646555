import { seededRandom } from '../../../simulator/kernel/random.ts';
import { CarUnderFire } from './car-under-fire.ts';
import { kinds } from './inputs.ts';

/** Inputs of one seed, for one car. */
export interface Barrage {
  readonly seed: string;
  readonly inputs: number;
}

/** What came of a kind of inputs. */
export interface Count {
  inputs: number;
  /** Those for which relays moved. */
  opened: number;
  /** Signatures that the car checked for them. */
  checks: number;
}

export interface BarrageOutcome {
  readonly counts: Readonly<Record<string, Count>>;
  readonly slowestMilliseconds: number;
  readonly heapGrowthBytes: number;
}

/** Says them all. @throws {Error} naming the input at which the car opens without a right, does not with one, or breaks */
export async function outcomeOf({ seed, inputs }: Barrage): Promise<BarrageOutcome> {
  const random = seededRandom(seed);
  const car = new CarUnderFire(random.fork('car'));
  const counts = Object.fromEntries(
    kinds.map(({ name }): [string, Count] => [name, { inputs: 0, opened: 0, checks: 0 }]),
  );
  const drawn = kinds.map((item) => ({ item, weight: item.weight }));
  let slowestMilliseconds = 0;
  const heapBefore = process.memoryUsage().heapUsed;
  for (let input = 1; input <= inputs; input++) {
    const { name, say } = random.pickWeighted(drawn);
    const { pulses, checks } = car;
    const begun = performance.now();
    const due = await say(car, random).catch((cause: unknown) => {
      throw new Error(`seed ${seed}, input ${input}, ${name}`, { cause });
    });
    slowestMilliseconds = Math.max(slowestMilliseconds, performance.now() - begun);
    const opened = car.pulses > pulses;
    if (opened ? due === 'stays-shut' : due === 'opens')
      throw new Error(`seed ${seed}, input ${input}, ${name}: ${opened ? 'opened' : 'did not open'}`);
    const count = counts[name];
    if (count === undefined) continue;
    count.inputs++;
    count.checks += car.checks - checks;
    if (opened) count.opened++;
  }
  return { counts, slowestMilliseconds, heapGrowthBytes: process.memoryUsage().heapUsed - heapBefore };
}
