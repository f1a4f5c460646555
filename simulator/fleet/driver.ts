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
import type { Leg, RentalPlan } from './timetable.ts';

const second = 1_000;

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

export interface DriverOptions extends AskingOptions {
  readonly office: Office;
}

/** Carries out one plan, from the reservation to the lock at the end. Time passes as it does for a person. */
export class Driver {
  readonly #options: DriverOptions;
  readonly #asking: Asking;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#asking = new Asking(options);
  }

  /**
   * Null where it came to no rental.
   * @throws {Error} naming the verdict, where the car does not do what the driver has a right to.
   */
  async rent(plan: RentalPlan): Promise<RentalTruth | null> {
    const { office, trueTime } = this.#options;
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
    await this.#getIn();
    if (plan.extendedTo !== null) await office.extend(reservation, plan.extendedTo);
    for (const leg of plan.legs) await this.#drive(leg, token, reservation);
    if (plan.lateReturnAt !== null) await this.#until(plan.lateReturnAt);
    await this.#getOut();
    await this.#asking.insist(token, reservation, plan.ending === 'abandons' ? 'lock' : 'end');
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

  async #getIn(): Promise<void> {
    const { car } = this.#options;
    await this.#pause(4);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(6);
    car.happen({ kind: 'doors-closed' });
    if (hasCable(car.now())) car.happen({ kind: 'cable-moved', connected: false });
    await this.#pause(5);
    car.happen({ kind: 'key-moved', inHolder: false });
  }

  async #drive(leg: Leg, token: CarToken, reservation: ReservationId): Promise<void> {
    const { car } = this.#options;
    const { cycle, drivesFor, standsFor, locksMeanwhile, refuels } = leg;
    await this.#pause(5);
    car.happen({ kind: 'ignition-turned', on: true });
    await this.#pause(8);
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

  async #getOut(): Promise<void> {
    const { car } = this.#options;
    await this.#pause(10);
    car.happen({ kind: 'key-moved', inHolder: true });
    await this.#pause(5);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(6);
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
