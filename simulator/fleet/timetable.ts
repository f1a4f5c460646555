import type { CarId } from '../../protocol/ids.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds, shifted } from '../../protocol/units.ts';
import type { Cycle } from '../car/cycles/cycle.ts';
import { hwfet } from '../car/cycles/hwfet.ts';
import { udds } from '../car/cycles/udds.ts';
import { us06 } from '../car/cycles/us06.ts';
import { wltcClass3b } from '../car/cycles/wltc-class3b.ts';
import type { SeededRandom } from '../kernel/random.ts';

const minute = 60_000;
const quarter = 15 * minute;
const hour = 60 * minute;

/** One part of a rental: a drive, and how long the car then stands. */
export interface Leg {
  readonly cycle: Cycle;
  readonly standsFor: Milliseconds;
  /** The driver locks the car, goes away and unlocks it again. */
  readonly locksMeanwhile: boolean;
  readonly refuels: boolean;
}

/** What one driver means to do with one car. */
export interface RentalPlan {
  readonly car: CarId;
  readonly start: EpochMilliseconds;
  readonly end: EpochMilliseconds;
  readonly reservesAt: EpochMilliseconds;
  readonly arrivesAt: EpochMilliseconds;
  readonly legs: readonly Leg[];
}

const cycles: readonly Cycle[] = [wltcClass3b, hwfet, udds, us06];

/** A day of one car: up to three rentals between six and ten o'clock, each with time enough for its legs. */
export function planDay(
  car: CarId,
  midnight: EpochMilliseconds,
  random: SeededRandom,
): readonly RentalPlan[] {
  const plans: RentalPlan[] = [];
  let free = 6 * hour + random.int(0, 12) * quarter;
  for (let count = random.int(1, 3); count > 0; count--) {
    const length = random.int(4, 16) * quarter;
    if (free + length > 22 * hour) break;
    plans.push(planRental(car, midnight, free, length, random));
    free += length + random.int(4, 10) * quarter;
  }
  return plans;
}

function planRental(
  car: CarId,
  midnight: EpochMilliseconds,
  from: number,
  length: number,
  random: SeededRandom,
): RentalPlan {
  const start = shifted(midnight, from);
  return {
    car,
    start,
    end: shifted(start, length),
    reservesAt: shifted(midnight, random.int(0, from - hour)),
    arrivesAt: shifted(start, random.int(-10, 12) * minute),
    legs: planLegs(length - 20 * minute, random),
  };
}

/** Drives and stops that fill a good part of the time; every second rental or so stops for fuel. */
function planLegs(available: number, random: SeededRandom): readonly Leg[] {
  const legs: Leg[] = [];
  let left = available;
  do {
    const cycle = random.pick(cycles);
    const standsFor = milliseconds(random.int(2, 40) * minute);
    legs.push({ cycle, standsFor, locksMeanwhile: random.chance(0.6), refuels: random.chance(0.3) });
    left -= cycle.durationMs + standsFor;
  } while (left > 0 && legs.length < 4 && random.chance(0.8));
  return legs;
}
