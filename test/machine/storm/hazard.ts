import type { SeededRandom } from '../../../simulator/kernel/random.ts';
import type { Direction } from './cable.ts';

/** What may happen, to the unit or cable of a car, to its small disk, to the gateway, its disk or the broker between them. */
export type HazardKind =
  | 'unit-killed'
  | 'unit-frozen'
  | 'cable-cut'
  | 'cable-silent'
  | 'disk-filled'
  | 'gateway-killed'
  | 'gateway-frozen'
  | 'database-filled'
  | 'broker-killed';

/** One thing that happens in a storm. */
export interface Hazard {
  readonly kind: HazardKind;
  /** Whose unit, cable or disk; 0 for gateway and broker. */
  readonly car: number;
  /** Since the storm began. */
  readonly atMilliseconds: number;
  readonly lengthMilliseconds: number;
  /** Of `cable-silent`. */
  readonly directions: readonly Direction[];
}

interface Measure {
  /** In a storm of two minutes. */
  readonly times: number;
  readonly milliseconds: readonly [least: number, most: number];
  readonly on: 'any-car' | 'small-disk' | 'center';
}

const measures: Readonly<Record<HazardKind, Measure>> = {
  'unit-killed': { times: 14, milliseconds: [100, 5_000], on: 'any-car' },
  'unit-frozen': { times: 6, milliseconds: [1_000, 15_000], on: 'any-car' },
  'cable-cut': { times: 12, milliseconds: [0, 0], on: 'any-car' },
  'cable-silent': { times: 6, milliseconds: [2_000, 20_000], on: 'any-car' },
  'disk-filled': { times: 2, milliseconds: [6_000, 14_000], on: 'small-disk' },
  'gateway-killed': { times: 4, milliseconds: [100, 6_000], on: 'center' },
  'gateway-frozen': { times: 2, milliseconds: [1_000, 14_000], on: 'center' },
  'database-filled': { times: 2, milliseconds: [4_000, 14_000], on: 'center' },
  'broker-killed': { times: 2, milliseconds: [100, 5_000], on: 'center' },
};
const kinds = Object.keys(measures).filter((word): word is HazardKind => Object.hasOwn(measures, word));

const directions: readonly (readonly Direction[])[] = [['up'], ['down'], ['up', 'down']];

/** What is in memory only after a disk was full may take so long to reach it; a kill meanwhile would lose it (D6). */
const settlesWithin = 12_000;
/** Draws for a place where nothing else happens to the same thing. */
const mostDraws = 50;

export interface StormPlan {
  readonly milliseconds: number;
  readonly cars: number;
  /** The car whose disk is small. */
  readonly smallDisk: number;
  readonly hasOutsideBroker: boolean;
}

/** All that happens in a storm, by time: the same for the same seed. */
export function hazardsOf(random: SeededRandom, plan: StormPlan): readonly Hazard[] {
  const hazards: Hazard[] = [];
  for (const kind of kinds) {
    if (kind === 'broker-killed' && !plan.hasOutsideBroker) continue;
    for (let count = 0; count < measures[kind].times; count++) place(hazards, random, kind, plan);
  }
  return hazards.sort((one, other) => one.atMilliseconds - other.atMilliseconds);
}

function place(hazards: Hazard[], random: SeededRandom, kind: HazardKind, plan: StormPlan): void {
  for (let draws = 0; draws < mostDraws; draws++) {
    const hazard = drawn(random, kind, plan);
    if (hazards.some((other) => areInTheWay(hazard, other))) continue;
    hazards.push(hazard);
    return;
  }
}

function drawn(random: SeededRandom, kind: HazardKind, { milliseconds, cars, smallDisk }: StormPlan): Hazard {
  const { milliseconds: range, on } = measures[kind];
  const lengthMilliseconds = random.int(...range);
  const car = { 'any-car': random.int(1, cars), 'small-disk': smallDisk, center: 0 }[on];
  const atMilliseconds = random.int(0, milliseconds - lengthMilliseconds);
  return { kind, car, atMilliseconds, lengthMilliseconds, directions: random.pick(directions) };
}

/** Two things that would happen to the same process, cable or disk at the same time. */
function areInTheWay(one: Hazard, other: Hazard): boolean {
  if (one.car !== other.car || subjectOf(one) !== subjectOf(other)) return false;
  return one.atMilliseconds <= endOf(other) && other.atMilliseconds <= endOf(one);
}

/** Nobody is killed who could not start on a full disk. */
const placedOn: ReadonlyMap<string, string> = new Map([
  ['disk', 'unit'],
  ['database', 'gateway'],
]);

function subjectOf({ kind }: Hazard): string {
  const [subject = ''] = kind.split('-');
  return placedOn.get(subject) ?? subject;
}

const endOf = ({ kind, atMilliseconds, lengthMilliseconds }: Hazard): number =>
  atMilliseconds + lengthMilliseconds + (kind === 'disk-filled' ? settlesWithin : 0);

/** One line for people. */
export const hazardText = ({ kind, car, atMilliseconds, lengthMilliseconds }: Hazard): string =>
  `${(atMilliseconds / 1000).toFixed(1)} s ${kind}${car === 0 ? '' : ` car-${car}`} for ${lengthMilliseconds} ms`;
