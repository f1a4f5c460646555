import type { ReservationId } from '../../protocol/ids.ts';
import type { Phone } from '../../protocol/link/phone.ts';
import type { Action, Verdict } from '../../protocol/messages/words.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from '../car/car.ts';
import type { Ask } from '../checkers/witness.ts';
import type { PhoneEnd } from '../phone-link.ts';
import type { CarToken } from './phone.ts';

/** Between two tries of a driver at the car. */
const tryAgainAfter = milliseconds(30_000);
const untilGnssFix = milliseconds(60_000);

export interface AskingOptions {
  /** Takes out the phone near the car, with a token. @throws {Fault} where the car does not answer. */
  readonly dial: (token: CarToken) => {
    readonly phone: Pick<Phone, 'request'>;
    readonly end: Pick<PhoneEnd, 'close'>;
  };
  readonly car: SimulatedCar;
  readonly trueTime: () => EpochMilliseconds;
  readonly sleep: (length: Milliseconds) => Promise<void>;
  /** How long a driver tries again; at 0 the first refusal is the last. */
  readonly patience: Milliseconds;
  /** What somebody does whom the car tells that something is missing. */
  readonly putRight: () => Promise<void>;
  readonly asked: (ask: Omit<Ask, 'car'>) => void;
}

/** A driver with a right at the car, who tries again as people do, and sees whether the doors moved whatever the phone says. */
export class Asking {
  readonly #options: AskingOptions;

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /**
   * Asks for the first time. False where the car takes its token for a token of another time, and goes on doing so, or closes
   * as abandoned what it had begun when nobody heard its answer: a clock that nobody has set right yet (D8). That a car which
   * has lost its power says nothing at last makes no difference.
   * @throws {Error} naming the last verdict, where the car does not do it for any other reason.
   */
  async pickUp(token: CarToken, reservation: ReservationId): Promise<boolean> {
    const { trueTime, patience } = this.#options;
    const verdict = await this.#until(trueTime() + patience, token, reservation, 'unlock');
    if (verdict === 'done') return true;
    if (patience > 0 && isOfAnotherTime(verdict)) return false;
    throw refused('unlock', verdict);
  }

  /** Once the car is taken there is no giving up. @throws {Error} as `pickUp`, where there is no patience at all. */
  async insist(token: CarToken, reservation: ReservationId, action: Action): Promise<void> {
    const { patience } = this.#options;
    const giveUpAt = patience > 0 ? Number.POSITIVE_INFINITY : 0;
    const verdict = await this.#until(giveUpAt, token, reservation, action);
    if (verdict !== 'done') throw refused(action, verdict);
  }

  async #until(
    giveUpAt: number,
    token: CarToken,
    reservation: ReservationId,
    action: Action,
  ): Promise<Verdict | null | 'done'> {
    const { trueTime, sleep } = this.#options;
    let ofAnotherTime: Verdict | null = null;
    let lastHeard: Verdict | null = null;
    for (let tries = 1; ; tries++) {
      const wasLocked = this.#options.car.now().doorsLocked;
      const verdict = await this.#once(token, reservation, action);
      if (verdict === 'granted' || this.#isSeenDone(action, verdict, wasLocked)) return 'done';
      if (action === 'end' && tries > 1 && verdict === 'rental-ended') return 'done';
      lastHeard = verdict ?? lastHeard;
      if (trueTime() >= giveUpAt) return isOfAnotherTime(lastHeard) ? lastHeard : verdict;
      if (action === 'unlock' && verdict === 'rental-ended' && ofAnotherTime !== null) return ofAnotherTime;
      if (isOfAnotherTime(verdict)) ofAnotherTime = verdict;
      // A car that has forgotten the rental, or closed it, is opened anew.
      if (verdict === 'no-rental') await this.#once(token, reservation, 'unlock');
      if (isOfAnotherTime(verdict)) await this.#letGnssTellTheTime();
      if (verdict === 'checklist-incomplete') await this.#options.putRight();
      await sleep(tryAgainAfter);
    }
  }

  /** A driver who is in the car can switch its receiver on. */
  async #letGnssTellTheTime(): Promise<void> {
    const { car, sleep } = this.#options;
    const { doorsLocked, keyInHolder, ignitionOn } = car.now();
    if (doorsLocked || ignitionOn) return;
    car.happen({ kind: 'key-moved', inHolder: false });
    car.happen({ kind: 'ignition-turned', on: true });
    await sleep(untilGnssFix);
    car.happen({ kind: 'ignition-turned', on: false });
    car.happen({ kind: 'key-moved', inHolder: keyInHolder });
  }

  async #once(token: CarToken, reservation: ReservationId, action: Action): Promise<Verdict | null> {
    const { dial, trueTime, asked } = this.#options;
    const from = trueTime();
    const verdict = await verdictOf(() => dial(token), action);
    asked({ from, to: trueTime(), reservation, action, verdict });
    return verdict;
  }

  /** The phone cannot say what became of it, and the driver has seen the locks move. */
  #isSeenDone(action: Action, verdict: Verdict | null, wasLocked: boolean): boolean {
    if (verdict !== null && verdict !== 'not-confirmed') return false;
    const { doorsLocked, immobilised } = this.#options.car.now();
    if (action === 'unlock') return wasLocked && !doorsLocked && !immobilised;
    return action === 'lock' && !wasLocked && doorsLocked;
  }
}

const isOfAnotherTime = (verdict: Verdict | null | 'done'): boolean =>
  verdict === 'expired' || verdict === 'not-yet-valid';

const refused = (action: Action, verdict: Verdict | null): Error =>
  new Error(`${action} was refused: ${verdict ?? 'no answer'}`);

/** Null where none came; the car is asked again then. */
async function verdictOf(
  dial: () => ReturnType<AskingOptions['dial']>,
  action: Action,
): Promise<Verdict | null> {
  let end: Pick<PhoneEnd, 'close'> | null = null;
  try {
    const dialled = dial();
    end = dialled.end;
    return (await dialled.phone.request(action)).verdict;
  } catch {
    return null;
  } finally {
    end?.close();
  }
}
