import { z } from 'zod';
import type { SeededRandom } from '../kernel/random.ts';
import { spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { drawnFrom, lengthFrom, timesADay } from './spells.ts';
import type { Stage, StageCar } from './stage.ts';

/** A cut that waits for a write does so no longer: a parked car writes an hour after its rental at the latest. */
const longestWait = 2 * 3_600_000;

const powerCut = faultKind({
  name: 'power-cut',
  schema: z.strictObject({
    perDay: spanOf(0, 1_000),
    offSeconds: spanOf(0, 7 * 86_400),
    /** How many times likelier a cut is while something is being written. */
    whileWriting: z.number().min(0).max(1_000).default(10),
    /** Chance that of what was not synced yet one bit is left flipped. */
    bitFlips: spanOf(0, 1).default([0, 0.5]),
    /** Chance that a sector of it was never written, though later ones were. */
    holes: spanOf(0, 1).default([0, 0.5]),
  }),
  draw: ({ perDay, offSeconds, whileWriting, bitFlips, holes }, random) => ({
    perDay: drawnFrom(perDay, random),
    offSeconds,
    whileWriting,
    bitFlips: drawnFrom(bitFlips, random),
    holes: drawnFrom(holes, random),
  }),
  inject({ perDay, offSeconds, whileWriting, bitFlips, holes }, stage, random) {
    const writing = whileWriting / (whileWriting + 1);
    for (const car of stage.cars) {
      const own = random.fork(car.car);
      const cut = (): void =>
        cutPower(stage, car, own, { bitFlips, holes, off: lengthFrom(offSeconds, own) });
      timesADay(stage, perDay, own, () => {
        if (own.chance(writing)) atNextWrite(stage, car, own, cut);
        else cut();
      });
    }
  },
});

/** Writes are short: a cut that hits one has to wait for it, and strikes anywhere within. */
function atNextWrite(stage: Stage, { disk }: StageCar, random: SeededRandom, strike: () => void): void {
  if (disk.onWrite !== null) return;
  const disarm = (): void => {
    disk.onWrite = null;
  };
  disk.onWrite = (takes) => {
    disarm();
    stage.after(random.int(0, takes), strike);
  };
  stage.spell(longestWait, disarm);
}

function cutPower(
  stage: Stage,
  { car, unit, disk, sparedUntil }: StageCar,
  random: SeededRandom,
  { off, ...model }: { readonly bitFlips: number; readonly holes: number; readonly off: number },
): void {
  if (!unit.isOn || stage.now() < sparedUntil) return;
  unit.cut();
  disk.crash(random, model);
  stage.namedSpell('power-cut', car, off, () => unit.boot());
}

/** The program ends without a word, as by SIGKILL or an empty memory; what it wrote is still in the machine. */
const unitKilled = faultKind({
  name: 'unit-killed',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), offSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, offSeconds }, random) => ({ perDay: drawnFrom(perDay, random), offSeconds }),
  inject({ perDay, offSeconds }, stage, random) {
    for (const car of stage.cars) {
      const { unit, disk } = car;
      const own = random.fork(car.car);
      timesADay(stage, perDay, own, () => {
        if (!unit.isOn || stage.now() < car.sparedUntil) return;
        unit.cut();
        disk.abandon();
        stage.namedSpell('unit-killed', car.car, lengthFrom(offSeconds, own), () => unit.boot());
      });
    }
  },
});

export const powerFaults: readonly FaultKind[] = [powerCut, unitKilled];
