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
    return this.#looks >= looksUntilQuiet && isAtRest(this.#car);
  }

  forget(): void {
    this.#looks = 0;
    this.lengths = [];
    this.delivered = null;
  }

  #look(): void {
    if (!isAtRest(this.#car)) {
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

const newestFile = ({ disk }: StageCar): readonly [string, Uint8Array] | undefined =>
  [...disk.snapshotFiles()].sort(([one], [other]) => (one < other ? -1 : 1)).at(-1);

/** A block goes bad while the unit is off: a bit of what was synced long ago is flipped, in the middle of the journal. */
const badBlock = faultKind({
  name: 'bad-block',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), offSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, offSeconds }, random) => ({ perDay: drawnFrom(perDay, random), offSeconds }),
  inject({ perDay, offSeconds }, stage, random) {
    for (const car of stage.cars) {
      const own = random.fork(car.car);
      const watch = new RestWatch(stage, car);
      timesADay(stage, perDay, own, () => {
        const { unit, disk, sparedUntil } = car;
        const [name] = newestFile(car) ?? [];
        const stretch = own.int(1, Math.max(1, watch.lengths.length - 2));
        const [from, to] = watch.lengths.slice(stretch - 1, stretch + 1);
        const isLast = to === watch.lengths.at(-1);
        if (!watch.isQuiet || !unit.isOn || stage.now() < sparedUntil || unit.device.isDelivered) return;
        if (name === undefined || from === undefined || to === undefined || isLast || to < from) return;
        unit.cut();
        disk.abandon();
        disk.flipBit(name, own.int(8 * from, 8 * to - 1));
        stage.spell(lengthFrom(offSeconds, own), () => unit.boot());
      });
    }
  },
});

/** As long as a unit needs to start, and to write that it did. */
const untilBooted = 30_000;
/** A car that was rolled back writes at most so many records before it has coverage again. */
const mostRestarts = 20;

/**
 * The disk falls back to what it was some time ago, as an image that is put back or a controller that has lost its table
 * (D6): records are gone that the gateway has. Half of the time the unit is at once told so by a receipt; otherwise it restarts
 * without coverage until it has given all the lost numbers again, and one more.
 */
const rolledBack = faultKind({
  name: 'rolled-back-disk',
  schema: z.strictObject({ perDay: spanOf(0, 1_000) }),
  draw: ({ perDay }, random) => ({ perDay: drawnFrom(perDay, random) }),
  inject({ perDay }, stage, random) {
    for (const car of stage.cars) {
      const own = random.fork(car.car);
      const watch = new RestWatch(stage, car);
      timesADay(stage, perDay, own, () => {
        const { unit, disk, sparedUntil } = car;
        const { delivered } = watch;
        if (!watch.isQuiet || !unit.isOn || stage.now() < sparedUntil || !unit.device.isDelivered) return;
        if (delivered === null || watch.lengths.length < 3) return;
        const before = unit.device.recordsWritten;
        unit.cut();
        disk.rollBack(delivered);
        watch.forget();
        if (own.chance(0.5)) unit.boot();
        else restartBeyond(stage, car, before);
      });
    }
  },
});

/** Restarts a unit without coverage until it has written more records than before. */
function restartBeyond(stage: Stage, { car, unit, disk }: StageCar, before: number): void {
  stage.network.offline(car);
  const online = (): void => stage.network.online(car);
  stage.spell(mostRestarts * untilBooted, online);
  const restart = (): void => {
    if (unit.isOn && unit.device.recordsWritten > before) return;
    unit.cut();
    disk.abandon();
    unit.boot();
    stage.after(untilBooted, restart);
  };
  restart();
}

export const flashFaults: readonly FaultKind[] = [badBlock, rolledBack];
