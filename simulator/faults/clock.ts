import { z } from 'zod';
import { type Span, spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { drawnFrom, timesADay } from './spells.ts';

/** The cars' crystals: each machine's clock runs fast or slow by up to so much, from the beginning. */
const clockDrift = faultKind({
  name: 'clock-drift',
  schema: z.strictObject({ mostPpm: spanOf(0, 10_000) }),
  draw: ({ mostPpm }, random) => ({ mostPpm: drawnFrom(mostPpm, random) }),
  inject({ mostPpm }, { cars }, random) {
    for (const { car, unit } of cars)
      unit.clock.setError({
        offsetMilliseconds: 0,
        driftPpm: Math.round(mostPpm * (2 * random.fork(car).fraction() - 1)),
      });
  },
});

/** A machine's clock jumps, forwards or back, while the unit runs. */
const clockStep = faultKind({
  name: 'clock-step',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), mostSeconds: spanOf(0, 10 * 366 * 86_400) }),
  draw: ({ perDay, mostSeconds }, random) => ({
    perDay: drawnFrom(perDay, random),
    mostSeconds: drawnFrom(mostSeconds, random),
  }),
  inject({ perDay, mostSeconds }, stage, random) {
    for (const { car, unit } of stage.cars) {
      const own = random.fork(car);
      timesADay(stage, perDay, own, () => {
        stage.tell(car, 'clock-step');
        unit.clock.setError({ offsetMilliseconds: stepWithin(mostSeconds, own), driftPpm: 0 });
      });
    }
  },
});

/** At power-up the clock stands anywhere, as with an empty battery of the clock. */
const wrongClock = faultKind<{ chance: Span; mostSeconds: Span }, { chance: number; mostSeconds: number }>({
  name: 'wrong-clock',
  schema: z.strictObject({ chance: spanOf(0, 1), mostSeconds: spanOf(0, 60 * 366 * 86_400) }),
  draw: ({ chance, mostSeconds }, random) => ({
    chance: drawnFrom(chance, random),
    mostSeconds: drawnFrom(mostSeconds, random),
  }),
  inject({ chance, mostSeconds }, { cars }, random) {
    for (const { car, unit } of cars) {
      const own = random.fork(car);
      unit.onBoot(() => {
        if (own.chance(chance))
          unit.clock.setError({ offsetMilliseconds: stepWithin(mostSeconds, own), driftPpm: 0 });
      });
    }
  },
});

/** Mostly small ones, as often forwards as back. */
function stepWithin(mostSeconds: number, random: { fraction(): number; chance(p: number): boolean }): number {
  const seconds = Math.exp(random.fraction() * Math.log(1 + mostSeconds)) - 1;
  return Math.round(1_000 * (random.chance(0.5) ? seconds : -seconds));
}

export const clockFaults: readonly FaultKind[] = [clockDrift, clockStep, wrongClock];
