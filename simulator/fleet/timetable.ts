import type { CarId } from '../../protocol/ids.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds, shifted } from '../../protocol/units.ts';
import type { Cycle } from '../car/cycles/cycle.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Span } from '../scenarios/quantities.ts';
import type { Scenario } from '../scenarios/scenario.ts';

const minute = 60_000;
const quarter = 15 * minute;
const hour = 60 * minute;
/** Doors, keys, fuel and telephones take a leg at most so long. */
const bustle = 5 * minute;
/** A cancelled reservation is taken back so long before it begins, at the latest. */
const cancelledBefore = 5 * minute;

/** One part of a rental: a drive, and how long the car then stands. */
export interface Leg {
  readonly cycle: Cycle;
  /** Cycles are driven over and over until then. */
  readonly drivesFor: Milliseconds;
  readonly standsFor: Milliseconds;
  /** The driver locks the car, goes away and unlocks it again. */
  readonly locksMeanwhile: boolean;
  readonly refuels: boolean;
}

/** How a plan ends: by the driver, by nobody (the car is left locked and complete, D15), or before it began. */
export type Ending = 'ends' | 'abandons' | 'cancels';

/**
 * What a driver forgets or does wrong: the card is taken along on the first drive and comes back after it; at the end card or key
 * are kept, a door, the windows, the lights or the ignition are left, the cable is not put in; and who drives nowhere leaves
 * the key where it is.
 */
export const slips = [
  'card-taken-along',
  'card-kept',
  'key-kept',
  'key-untouched',
  'ignition-left-on',
  'door-left-open',
  'windows-left-open',
  'lights-left-on',
  'cable-left-out',
] as const;
export type Slip = (typeof slips)[number];

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
  /** The driver moves the end while driving; null: it stays. */
  readonly extendedTo: EpochMilliseconds | null;
  readonly ending: Ending;
  readonly slips: ReadonlySet<Slip>;
}

type Habits = Pick<Scenario, 'timetable' | 'cycles'>;

/** A day of one car. */
export function planDay(
  car: CarId,
  midnight: EpochMilliseconds,
  random: SeededRandom,
  habits: Habits,
): readonly RentalPlan[] {
  const { firstStart, lastEnd, rentalsPerDay, reservedMinutes, breakMinutes } = habits.timetable;
  const plans: RentalPlan[] = [];
  let free = quarters(firstStart, random);
  for (let count = whole(rentalsPerDay, random); count > 0; count--) {
    const length = Math.max(quarter, quarters(reservedMinutes, random));
    if (free + length > lastEnd * minute) break;
    plans.push(planRental(car, midnight, free, length, random, habits));
    free += length + quarters(breakMinutes, random);
  }
  return plans;
}

function planRental(
  car: CarId,
  midnight: EpochMilliseconds,
  from: number,
  length: number,
  random: SeededRandom,
  habits: Habits,
): RentalPlan {
  const { timetable } = habits;
  const start = shifted(midnight, from);
  const end = shifted(start, length);
  const arrivesAt = shifted(start, whole(timetable.arrivesAfterMinutes, random) * minute);
  const isLate = random.chance(timetable.late);
  const ending = endingOf(timetable, random);
  const isExtended = random.chance(timetable.extended);
  return {
    car,
    start,
    end,
    reservesAt: shifted(midnight, random.int(0, Math.max(0, from - hour))),
    arrivesAt: ending === 'cancels' ? shifted(start, -cancelledBefore) : arrivesAt,
    legs: random.chance(timetable.unused) ? [] : planLegs(end - arrivesAt - bustle, random, habits),
    lateReturnAt: isLate ? shifted(end, whole(timetable.lateMinutes, random) * minute) : null,
    extendedTo: isExtended ? shifted(end, whole(timetable.extendedQuarters, random) * quarter) : null,
    ending,
    slips: planSlips(timetable, random.fork(`slips ${from}`)),
  };
}

const planSlips = ({ slips: chance }: Habits['timetable'], random: SeededRandom): ReadonlySet<Slip> =>
  new Set(slips.filter(() => random.chance(chance)));

function endingOf({ cancelled, abandoned }: Habits['timetable'], random: SeededRandom): Ending {
  if (random.chance(cancelled)) return 'cancels';
  return random.chance(abandoned) ? 'abandons' : 'ends';
}

/** Drives and stops that end in time, often long before. */
function planLegs(available: number, random: SeededRandom, { timetable, cycles }: Habits): readonly Leg[] {
  const { legMinutes, standsMinutes, locksMeanwhile, refuels } = timetable;
  const legs: Leg[] = [];
  const wanted = whole(timetable.legs, random);
  for (let left = available; legs.length < wanted; ) {
    const cycle = random.pickWeighted(cycles);
    const drivesFor =
      legMinutes === undefined ? cycle.durationMs : Math.round(between(legMinutes, random) * minute);
    const mostStanding = Math.min(standsMinutes[1], (left - drivesFor - bustle) / minute);
    if (mostStanding < standsMinutes[0]) break;
    const standsFor = Math.round(between([standsMinutes[0], mostStanding], random) * minute);
    legs.push({
      cycle,
      drivesFor: milliseconds(drivesFor),
      standsFor: milliseconds(standsFor),
      locksMeanwhile: random.chance(locksMeanwhile),
      refuels: random.chance(refuels),
    });
    left -= drivesFor + bustle + standsFor;
  }
  return legs;
}

const whole = ([least, most]: Span, random: SeededRandom): number => random.int(least, most);

const between = ([least, most]: Span, random: SeededRandom): number =>
  least + random.fraction() * (most - least);

/** Minutes of a range, in whole quarter-hours of milliseconds. */
const quarters = ([least, most]: Span, random: SeededRandom): number =>
  random.int(Math.ceil(least / 15), Math.floor(most / 15)) * quarter;
