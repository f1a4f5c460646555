import type { ReservationId } from '../../protocol/ids.ts';
import type { Phone } from '../../protocol/link/phone.ts';
import type { Action, Verdict } from '../../protocol/messages/words.ts';
import {
  type EpochMilliseconds,
  type Metres,
  type Milliseconds,
  metres,
  milliseconds,
} from '../../protocol/units.ts';
import type { SimulatedCar } from '../car/car.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import type { PhoneEnd } from '../phone-link.ts';
import type { Leg, RentalPlan } from './timetable.ts';

const second = 1_000;

/** Where a driver gets a car from. */
export interface Office {
  reserve(plan: RentalPlan): Promise<ReservationId>;
  issueToken(reservation: ReservationId): Promise<Uint8Array>;
}

/** What really happened in a rental, as the dashboard and a good watch showed it. */
export interface RentalTruth {
  readonly plan: RentalPlan;
  readonly reservation: ReservationId;
  readonly openedAt: EpochMilliseconds;
  readonly returnedAt: EpochMilliseconds;
  readonly openedOdometerMetres: Metres;
  readonly returnedOdometerMetres: Metres;
}

export interface DriverOptions {
  /** Takes out the phone near the car, with a token. */
  readonly dial: (token: Uint8Array) => {
    readonly phone: Pick<Phone, 'request'>;
    readonly end: Pick<PhoneEnd, 'close'>;
  };
  readonly office: Office;
  readonly car: SimulatedCar;
  readonly trueTime: () => EpochMilliseconds;
  readonly sleep: (length: Milliseconds) => Promise<void>;
}

/** Carries out one plan, from the reservation to the lock at the end. Time passes as it does for a person. */
export class Driver {
  readonly #options: DriverOptions;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** @throws {Error} naming the verdict, where the car does not do what the driver has a right to. */
  async rent(plan: RentalPlan): Promise<RentalTruth> {
    const { office, trueTime } = this.#options;
    await this.#until(plan.reservesAt);
    const reservation = await office.reserve(plan);
    await this.#until(plan.arrivesAt);
    const token = await office.issueToken(reservation);
    await this.#ask(token, 'unlock');
    const openedAt = trueTime();
    const openedOdometerMetres = this.#shown();
    await this.#getIn();
    for (const leg of plan.legs) await this.#drive(leg, token);
    if (plan.lateReturnAt !== null) await this.#until(plan.lateReturnAt);
    await this.#getOut();
    await this.#ask(token, 'end');
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
    await this.#pause(5);
    car.happen({ kind: 'key-moved', inHolder: false });
  }

  async #drive({ cycle, standsFor, locksMeanwhile, refuels }: Leg, token: Uint8Array): Promise<void> {
    const { car } = this.#options;
    await this.#pause(5);
    car.happen({ kind: 'ignition-turned', on: true });
    await this.#pause(8);
    car.happen({ kind: 'drive-started', cycle, laps: 1 });
    await this.#pause(cycle.durationMs / second);
    await this.#pause(12);
    car.happen({ kind: 'ignition-turned', on: false });
    if (refuels) await this.#refuel();
    if (locksMeanwhile) await this.#goAway(token, standsFor);
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

  async #goAway(token: Uint8Array, standsFor: Milliseconds): Promise<void> {
    const { car } = this.#options;
    await this.#pause(5);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(5);
    car.happen({ kind: 'doors-closed' });
    await this.#ask(token, 'lock');
    await this.#pause(standsFor / second);
    await this.#ask(token, 'unlock');
  }

  async #getOut(): Promise<void> {
    const { car } = this.#options;
    await this.#pause(10);
    car.happen({ kind: 'key-moved', inHolder: true });
    await this.#pause(5);
    car.happen({ kind: 'doors-opened' });
    await this.#pause(6);
    car.happen({ kind: 'doors-closed' });
    await this.#pause(5);
  }

  async #ask(token: Uint8Array, action: Action): Promise<void> {
    const { phone, end } = this.#options.dial(token);
    try {
      requireGranted(action, await verdictOf(phone, action));
    } finally {
      end.close();
    }
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

const verdictOf = async (phone: Pick<Phone, 'request'>, action: Action): Promise<Verdict> =>
  (await phone.request(action)).verdict;

function requireGranted(action: Action, verdict: Verdict): void {
  if (verdict !== 'granted') throw new Error(`${action} was refused: ${verdict}`);
}
