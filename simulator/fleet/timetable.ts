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
  /** None where the driver thinks better of it and leaves the car where it stands. */
  readonly legs: readonly Leg[];
  /** Returned then, and unannounced late, though the last leg was over before; null: as soon as the legs are over. */
  readonly lateReturnAt: EpochMilliseconds | null;
}

const cycles: readonly Cycle[] = [wltcClass3b, hwfet, udds, us06];

/** Between two reservations of a car there is more time than the latest driver and the earliest take. */
const leastBreak = 4 * quarter;
const latest = 40 * minute;
const earliestArrival = 10 * minute;
const latestArrival = 12 * minute;
const mostLegs = 4;
/** Doors, keys, fuel and telephones take a leg at most so long. */
const bustle = 5 * minute;

/** A day of one car: up to three rentals between six and ten o'clock, the last of them back before midnight. */
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
    free += length + leastBreak + random.int(0, 6) * quarter;
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
  const end = shifted(start, length);
  const arrivesAt = shifted(start, random.int(-earliestArrival / minute, latestArrival / minute) * minute);
  const isLate = random.chance(0.15);
  return {
    car,
    start,
    end,
    reservesAt: shifted(midnight, random.int(0, from - hour)),
    arrivesAt,
    legs: random.chance(0.04) ? [] : planLegs(end - arrivesAt - bustle, random),
    lateReturnAt: isLate ? shifted(end, random.int(1, latest / minute - 1) * minute) : null,
  };
}

/** Drives and stops that end in time, often long before; every third stop or so is for fuel. */
function planLegs(available: number, random: SeededRandom): readonly Leg[] {
  const legs: Leg[] = [];
  const wanted = random.int(1, mostLegs);
  for (let left = available; legs.length < wanted; ) {
    const cycle = random.pick(cycles);
    const mostStanding = Math.min(40, Math.floor((left - cycle.durationMs - bustle) / minute));
    if (mostStanding < 2) break;
    const standsFor = milliseconds(random.int(2, mostStanding) * minute);
    legs.push({ cycle, standsFor, locksMeanwhile: random.chance(0.6), refuels: random.chance(0.3) });
    left -= cycle.durationMs + bustle + standsFor;
  }
  return legs;
}
