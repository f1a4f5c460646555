import type { ReservationId } from '../../protocol/ids.ts';
import {
  type EpochMilliseconds,
  type Metres,
  type Milliseconds,
  metres,
  milliseconds,
} from '../../protocol/units.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import type { CarTruth } from '../car/truth.ts';
import { Asking, type AskingOptions } from './asking.ts';
import type { CarToken } from './phone.ts';
import type { Leg, RentalPlan, Slip } from './timetable.ts';

const second = 1_000;
/** Seconds in which a car with its ignition on has told windows and lights. */
const untilConditionsTold = 40;

/** Where a driver gets a car from. */
export interface Office {
  reserve(plan: RentalPlan): Promise<ReservationId>;
  issueToken(reservation: ReservationId): Promise<CarToken>;
  /** Takes a reservation back, unless it has begun. */
  cancel(reservation: ReservationId): Promise<void>;
  /** Moves the end, unless it cannot be moved any more. */
  extend(reservation: ReservationId, end: EpochMilliseconds): Promise<void>;
}

/** What really happened in a rental, as the dashboard and a good watch showed it. */
export interface RentalTruth {
  readonly plan: RentalPlan;
  readonly reservation: ReservationId;
  readonly openedAt: EpochMilliseconds;
  /** The lock that completed the checklist: by the driver's phone, or of the car that was left. */
  readonly returnedAt: EpochMilliseconds;
  readonly openedOdometerMetres: Metres;
  readonly returnedOdometerMetres: Metres;
}

/** A car with a cable stands at a charger between rentals. */
const hasCable = ({ model }: CarTruth): boolean => model.chargedMillilitresPerHour !== undefined;

/** The points of the checklist that no car lets pass unless its operator says so (D15). */
const isComplete = ({ ignitionOn, doorsClosed, keyInHolder, fuelCardInHolder }: CarTruth): boolean =>
  !ignitionOn && doorsClosed && keyInHolder && fuelCardInHolder;

export interface DriverOptions extends Omit<AskingOptions, 'putRight'> {
  readonly office: Office;
}

/** Carries out one plan, from the reservation to the lock at the end. Time passes as it does for a person. */
export class Driver {
  readonly #options: DriverOptions;
  readonly #asking: Asking;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#asking = new Asking({ ...options, putRight: () => this.#putRight() });
  }

  /**
   * Null where it came to no rental.
   * @throws {Error} naming the verdict, where the car does not do what the driver has a right to.
   */
  async rent(plan: RentalPlan): Promise<RentalTruth | null> {
    const { car, office, trueTime } = this.#options;
    await this.#until(plan.reservesAt);
    const reservation = await office.reserve(plan);
    await this.#until(plan.arrivesAt);
    if (plan.ending === 'cancels') {
      await office.cancel(reservation);
      return null;
    }
    const token = await office.issueToken(reservation);
    if (!(await this.#asking.pickUp(token, reservation))) return null;
    const openedAt = trueTime();
    const openedOdometerMetres = this.#shown();
    const forgetsNothing = plan.ending === 'abandons';
    const slips: ReadonlySet<Slip> = forgetsNothing ? new Set() : plan.slips;
    await this.#getIn(slips.has('key-untouched') && plan.legs.length === 0);
    if (plan.extendedTo !== null) await office.extend(reservation, plan.extendedTo);
    for (const [index, leg] of plan.legs.entries()) {
      const takesCardAlong = index === 0 && slips.has('card-taken-along');
      if (takesCardAlong) car.happen({ kind: 'fuel-card-moved', inHolder: false });
      await this.#drive(leg, token, reservation, slips);
      if (takesCardAlong) car.happen({ kind: 'fuel-card-moved', inHolder: true });
    }
    if (plan.lateReturnAt !== null) await this.#until(plan.lateReturnAt);
    await this.#getOut(slips);
    await this.#asking.insist(token, reservation, plan.ending === 'abandons' ? 'lock' : 'end');
    if (!isComplete(car.now())) throw new Error('the rental ended though something was missing');
    const returnedOdometerMetres = this.#shown();
    return {
      plan,
      reservation,
      openedAt,
      returnedAt: trueTime(),
      openedOdometerMetres,
      returnedOdometerMetres,
    };
  }

  async #getIn(leavesKey: boolean): Promise<void> {
    const { car } = this.#options;
    await this.#pause(4);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(6);
    car.happen({ kind: 'doors-closed' });
    if (hasCable(car.now())) car.happen({ kind: 'cable-moved', connected: false });
    await this.#pause(5);
    if (!leavesKey) car.happen({ kind: 'key-moved', inHolder: false });
  }

  async #drive(
    leg: Leg,
    token: CarToken,
    reservation: ReservationId,
    slips: ReadonlySet<Slip>,
  ): Promise<void> {
    const { car } = this.#options;
    const { cycle, drivesFor, standsFor, locksMeanwhile, refuels } = leg;
    await this.#pause(5);
    car.happen({ kind: 'ignition-turned', on: true });
    await this.#pause(8);
    if (slips.has('windows-left-open')) car.happen({ kind: 'windows-moved', closed: false });
    if (slips.has('lights-left-on')) car.happen({ kind: 'lights-switched', off: false });
    car.happen({ kind: 'drive-started', cycle, laps: Math.ceil(drivesFor / cycle.durationMs) });
    await this.#pause(drivesFor / second);
    car.happen({ kind: 'drive-stopped' });
    await this.#pause(12);
    car.happen({ kind: 'ignition-turned', on: false });
    if (refuels && !hasCable(car.now())) await this.#refuel();
    if (locksMeanwhile) await this.#goAway(token, reservation, standsFor);
    else await this.#pause(standsFor / second);
  }

  async #refuel(): Promise<void> {
    const { car } = this.#options;
    await this.#pause(15);
    car.happen({ kind: 'fuel-card-moved', inHolder: false });
    await this.#pause(120);
    car.happen({ kind: 'refuelled', millilitres: 30_000 });
    await this.#pause(60);
    car.happen({ kind: 'fuel-card-moved', inHolder: true });
  }

  async #goAway(token: CarToken, reservation: ReservationId, standsFor: Milliseconds): Promise<void> {
    const { car } = this.#options;
    await this.#pause(5);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(5);
    car.happen({ kind: 'doors-closed' });
    await this.#asking.insist(token, reservation, 'lock');
    await this.#pause(standsFor / second);
    await this.#asking.insist(token, reservation, 'unlock');
  }

  async #getOut(slips: ReadonlySet<Slip>): Promise<void> {
    const { car } = this.#options;
    await this.#pause(10);
    if (slips.has('ignition-left-on')) car.happen({ kind: 'ignition-turned', on: true });
    else if (!slips.has('key-kept')) car.happen({ kind: 'key-moved', inHolder: true });
    if (slips.has('card-kept')) car.happen({ kind: 'fuel-card-moved', inHolder: false });
    await this.#pause(5);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(6);
    if (hasCable(car.now()) && !slips.has('cable-left-out'))
      car.happen({ kind: 'cable-moved', connected: true });
    if (!slips.has('door-left-open')) car.happen({ kind: 'doors-closed' });
    await this.#pause(5);
  }

  /** Told that something is missing, a driver looks at everything; windows move with the ignition, and are heard of with it. */
  async #putRight(): Promise<void> {
    const { car } = this.#options;
    car.happen({ kind: 'doors-opened' });
    if (!car.now().ignitionOn && car.now().model.profile !== undefined) {
      car.happen({ kind: 'key-moved', inHolder: false });
      car.happen({ kind: 'ignition-turned', on: true });
    }
    car.happen({ kind: 'windows-moved', closed: true });
    car.happen({ kind: 'lights-switched', off: true });
    await this.#pause(untilConditionsTold);
    car.happen({ kind: 'ignition-turned', on: false });
    car.happen({ kind: 'key-moved', inHolder: true });
    car.happen({ kind: 'fuel-card-moved', inHolder: true });
    if (hasCable(car.now())) car.happen({ kind: 'cable-moved', connected: true });
    car.happen({ kind: 'doors-closed' });
    await this.#pause(5);
  }

  #shown(): Metres {
    return metres(shownOdometerMetres(this.#options.car.now()));
  }

  #pause(seconds: number): Promise<void> {
    return this.#options.sleep(milliseconds(Math.round(seconds * second)));
  }

  #until(time: EpochMilliseconds): Promise<void> {
    return this.#options.sleep(milliseconds(Math.max(0, time - this.#options.trueTime())));
  }
}
