import { z } from 'zod';
import { spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { drawnFrom, lengthFrom, timesADay } from './spells.ts';
import type { Stage, StageCar } from './stage.ts';

/** Flash that goes bad is looked for so often; what a car writes in between is one stretch. */
const lookEvery = 10 * 60_000;
/** After so many looks at a car at rest, all that the last rental had to write is written. */
const looksUntilQuiet = 3;

/** Parked, locked and immobilised: no rental is open, and nothing is written that a bill depends on. */
function isAtRest({ unit }: StageCar): boolean {
  const { doorsLocked, immobilised, ignitionOn, keyInHolder, fuelCardInHolder } = unit.car.now();
  return doorsLocked && immobilised && !ignitionOn && keyInHolder && fuelCardInHolder;
}

/** What was on a car's disk, look by look, since it came to rest. */
class RestWatch {
  readonly #car: StageCar;
  #looks = 0;
  /** As of the last look: a rental may be open of which nothing but the journal shows, where a power cut came before the relay. */
  #phonesMet = 0;
  /** Of the newest file: how long it was, each length once. */
  lengths: readonly number[] = [];
  /** As it was when everything had its receipt last. */
  delivered: ReadonlyMap<string, Uint8Array> | null = null;

  constructor(stage: Stage, car: StageCar) {
    this.#car = car;
    const look = (): void => {
      this.#look();
      stage.after(lookEvery, look);
    };
    stage.after(lookEvery, look);
  }

  get isQuiet(): boolean {
    const hasMetNone = this.#phonesMet === this.#car.unit.link.phonesMet;
    return this.#looks >= looksUntilQuiet && isAtRest(this.#car) && hasMetNone;
  }

  forget(): void {
    this.#looks = 0;
    this.lengths = [];
    this.delivered = null;
  }

  #look(): void {
    const { phonesMet } = this.#car.unit.link;
    if (!isAtRest(this.#car) || phonesMet !== this.#phonesMet) {
      this.#phonesMet = phonesMet;
      this.forget();
      return;
    }
    this.#looks += 1;
    if (this.#looks < looksUntilQuiet) return;
    const { disk, unit } = this.#car;
    const length = newestFile(this.#car)?.[1].length ?? 0;
    if (this.lengths.at(-1) !== length) this.lengths = [...this.lengths, length];
    if (this.delivered === null && unit.isOn && unit.device.isDelivered)
      this.delivered = disk.snapshotFiles();
  }
}

const watches = new WeakMap<StageCar, RestWatch>();

/** One for both faults: what the one has spoilt, the other must not take away again before anybody could see it. */
function restOf(stage: Stage, car: StageCar): RestWatch {
  const watch = watches.get(car) ?? new RestWatch(stage, car);
  watches.set(car, watch);
  return watch;
}

/** Beside its segments a journal's folder holds what the unit knows of its car. */
const segment = '.log';
const newestFile = ({ disk }: StageCar): readonly [string, Uint8Array] | undefined =>
  [...disk.snapshotFiles()]
    .filter(([name]) => name.endsWith(segment))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .at(-1);

/** As long as a unit needs to start, to write that it did, and to hear from a gateway that it can reach. */
const untilBooted = 10_000;
const mostRestarts = 30;
/** Each writes at least one record; the block of any but the last goes bad. */
const unheardStarts = 3;

/**
 * A block goes bad while the unit is off: a bit of what was synced before is flipped, in the middle of the journal. What it
 * held has reached nobody, so the car must say that it is lost: the unit has just started some times without coverage.
 */
const badBlock = faultKind({
  name: 'bad-block',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), offSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, offSeconds }, random) => ({ perDay: drawnFrom(perDay, random), offSeconds }),
  inject({ perDay, offSeconds }, stage, random) {
    for (const car of stage.cars) {
      const own = random.fork(car.car);
      const watch = restOf(stage, car);
      timesADay(stage, perDay, own, () => {
        const { unit, disk, sparedUntil } = car;
        if (!watch.isQuiet || !unit.isOn || stage.now() < sparedUntil) return;
        watch.forget();
        startUnheard(stage, car, (stretches, over) => {
          const [name, from, to] = own.pick(stretches.slice(0, -1));
          unit.cut();
          disk.abandon();
          disk.flipBit(name, own.int(8 * from, 8 * to - 1));
          stage.namedSpell('bad-block', car.car, lengthFrom(offSeconds, own), over);
        });
      });
    }
  },
});

/** What was written into a file of a journal: from and to where. */
type Stretch = readonly [name: string, from: number, to: number];

/**
 * Starts a unit some times that neither gateway nor phones reach, and tells what each start has written; `over` starts it
 * once more, and all reach it again. Where a disk in trouble took less, nothing is told.
 */
function startUnheard(
  stage: Stage,
  car: StageCar,
  told: (stretches: readonly Stretch[], over: () => void) => void,
): void {
  const { unit, disk } = car;
  const over = (): void => {
    unit.boot();
    unit.link.isOutOfReach = false;
    stage.network.online(car.car);
  };
  const stretches: Stretch[] = [];
  const start = (left: number): void => {
    if (left === 0) {
      if (unit.isOn && stretches.length === unheardStarts) told(stretches, over);
      else over();
      return;
    }
    const before = newestFile(car);
    unit.cut();
    disk.abandon();
    unit.boot();
    stage.spell(untilBooted, () => {
      const after = newestFile(car);
      if (before !== undefined && after !== undefined && before[0] === after[0])
        if (before[1].length < after[1].length) stretches.push([after[0], before[1].length, after[1].length]);
      start(left - 1);
    });
  };
  unit.link.isOutOfReach = true;
  stage.network.offline(car.car);
  start(unheardStarts);
}

/**
 * The disk falls back to what it was some time ago, as an image that is put back or a controller that has lost its table
 * (D6): records are gone that the gateway has. Half of the time the unit can be told so at once by a receipt; otherwise it
 * restarts without coverage until it has given all the lost numbers again, and one more. Nobody opens the car meanwhile: what
 * a unit writes under numbers that the gateway knows is lost. Not after the gateway was put back to a backup: then both might
 * have lost the same.
 */
const rolledBack = faultKind({
  name: 'rolled-back-disk',
  schema: z.strictObject({ perDay: spanOf(0, 1_000) }),
  draw: ({ perDay }, random) => ({ perDay: drawnFrom(perDay, random) }),
  inject({ perDay }, stage, random) {
    for (const car of stage.cars) {
      const own = random.fork(car.car);
      const watch = restOf(stage, car);
      timesADay(stage, perDay, own, () => {
        const { unit, disk, sparedUntil } = car;
        const { delivered } = watch;
        if (!watch.isQuiet || !unit.isOn || stage.now() < sparedUntil || !unit.device.isDelivered) return;
        if (delivered === null || watch.lengths.length < 3 || stage.gateway.wasPutBack) return;
        const before = unit.device.recordsWritten;
        unit.cut();
        disk.rollBack(delivered);
        stage.tell(car.car, 'rolled-back-disk');
        watch.forget();
        restartBeyond(stage, car, before, own.chance(0.5));
      });
    }
  },
});

/** Restarts a unit until it has written more records than before, from the first or second time on without coverage. */
function restartBeyond(
  stage: Stage,
  { car, unit, disk }: StageCar,
  before: number,
  hasCoverage: boolean,
): void {
  let isOffline = false;
  let restarts = 0;
  const over = (): void => {
    unit.link.isOutOfReach = false;
    if (isOffline) stage.network.online(car);
  };
  const restart = (): void => {
    if ((unit.isOn && unit.device.recordsWritten > before) || restarts++ === mostRestarts) {
      over();
      return;
    }
    if (!isOffline && (restarts > 1 || !hasCoverage)) {
      isOffline = true;
      stage.network.offline(car);
    }
    unit.cut();
    disk.abandon();
    unit.boot();
    stage.spell(untilBooted, restart);
  };
  unit.link.isOutOfReach = true;
  restart();
}

export const flashFaults: readonly FaultKind[] = [badBlock, rolledBack];
