import { z } from 'zod';
import type { SeededRandom } from '../kernel/random.ts';
import { type Span, spanOf } from '../scenarios/quantities.ts';
import { type Drawn, type FaultKind, faultKind } from './fault.ts';
import type { Stage, StageCar } from './stage.ts';

const day = 86_400_000;

/** One number out of a range. */
export const drawnFrom = ([least, most]: Span, random: SeededRandom): number =>
  least + random.fraction() * (most - least);

/** Calls back at random moments, on average so often a day, until the stage heals. */
export function timesADay(stage: Stage, perDay: number, random: SeededRandom, strike: () => void): void {
  if (perDay <= 0) return;
  const next = (): void =>
    stage.after((-Math.log(1 - random.fraction()) * day) / perDay, () => {
      strike();
      next();
    });
  next();
}

/** How often and for how long; a run draws how often, each spell its length. */
export const spellSettings = {
  /** Times a day. */
  perDay: spanOf(0, 1_000),
  lastsSeconds: spanOf(0, 30 * 86_400),
};

const spellSchema = z.strictObject(spellSettings);

/** Draws a length within a range as people experience them: as often below its geometric mean as above. */
export function lengthFrom([least, most]: Span, random: SeededRandom): number {
  const from = Math.log(1 + least);
  return 1000 * (Math.exp(from + random.fraction() * (Math.log(1 + most) - from)) - 1);
}

/** Begins trouble with one car; gives the way to end it, or null where it cannot begin now. */
export type BeginWithCar = (stage: Stage, car: StageCar, random: SeededRandom) => (() => void) | null;

/** Trouble that each car has by itself, now and then, for a while. */
export const carSpells = (name: string, begin: BeginWithCar): FaultKind =>
  faultKind({
    name,
    schema: spellSchema,
    draw: ({ perDay, lastsSeconds }, random) => ({ perDay: drawnFrom(perDay, random), lastsSeconds }),
    inject({ perDay, lastsSeconds }, stage, random) {
      for (const car of stage.cars) {
        const own = random.fork(car.car);
        timesADay(stage, perDay, own, () => {
          const end = begin(stage, car, own);
          if (end !== null) stage.namedSpell(name, car.car, lengthFrom(lastsSeconds, own), end);
        });
      }
    },
  });

/** Trouble that all share, now and then, for a while. */
export const sharedSpells = (
  name: string,
  begin: (stage: Stage, random: SeededRandom) => (() => void) | null,
): FaultKind =>
  faultKind({
    name,
    schema: spellSchema,
    draw: ({ perDay, lastsSeconds }, random) => ({ perDay: drawnFrom(perDay, random), lastsSeconds }),
    inject({ perDay, lastsSeconds }, stage, random) {
      timesADay(stage, perDay, random, () => {
        const end = begin(stage, random);
        if (end !== null) stage.namedSpell(name, null, lengthFrom(lastsSeconds, random), end);
      });
    },
  });

/** Something that strikes each car now and then and needs no end. */
export const carStrikes = (
  name: string,
  strike: (stage: Stage, car: StageCar, random: SeededRandom) => void,
): FaultKind =>
  faultKind<{ perDay: Span }, Drawn & { perDay: number }>({
    name,
    schema: z.strictObject({ perDay: spellSettings.perDay }),
    draw: ({ perDay }, random) => ({ perDay: drawnFrom(perDay, random) }),
    inject({ perDay }, stage, random) {
      for (const car of stage.cars) {
        const own = random.fork(car.car);
        timesADay(stage, perDay, own, () => {
          stage.tell(car.car, name);
          strike(stage, car, own);
        });
      }
    },
  });
