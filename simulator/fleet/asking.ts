import type { ReservationId } from '../../protocol/ids.ts';
import type { Phone } from '../../protocol/link/phone.ts';
import type { Action, Verdict } from '../../protocol/messages/words.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from '../car/car.ts';
import type { Ask } from '../checkers/witness.ts';
import type { PhoneEnd } from '../phone-link.ts';

/** Between two tries of a driver at the car. */
const tryAgainAfter = milliseconds(30_000);

export interface AskingOptions {
  /** Takes out the phone near the car, with a token. @throws {Fault} where the car does not answer. */
  readonly dial: (token: Uint8Array) => {
    readonly phone: Pick<Phone, 'request'>;
    readonly end: Pick<PhoneEnd, 'close'>;
  };
  readonly car: SimulatedCar;
  readonly trueTime: () => EpochMilliseconds;
  readonly sleep: (length: Milliseconds) => Promise<void>;
  /** How long a driver tries again; at 0 the first refusal is the last. */
  readonly patience: Milliseconds;
  readonly asked: (ask: Omit<Ask, 'car'>) => void;
}

/** A driver with a right at the car, who tries again as people do, and sees whether the doors moved whatever the phone says. */
export class Asking {
  readonly #options: AskingOptions;

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /** @throws {Error} naming the last verdict, where the car never did it. */
  async insist(token: Uint8Array, reservation: ReservationId, action: Action): Promise<void> {
    const { trueTime, sleep, patience } = this.#options;
    const giveUpAt = trueTime() + patience;
    for (let tries = 1; ; tries++) {
      const verdict = await this.#once(token, reservation, action);
      if (this.#isDone(action, verdict, tries)) return;
      // A car that has forgotten the rental, or closed it, is opened anew.
      if (verdict === 'no-rental' && patience > 0) await this.#once(token, reservation, 'unlock');
      if (trueTime() >= giveUpAt) throw new Error(`${action} was refused: ${verdict ?? 'no answer'}`);
      await sleep(tryAgainAfter);
    }
  }

  async #once(token: Uint8Array, reservation: ReservationId, action: Action): Promise<Verdict | null> {
    const { dial, trueTime, asked } = this.#options;
    const from = trueTime();
    const verdict = await verdictOf(() => dial(token), action);
    asked({ from, to: trueTime(), reservation, action, verdict });
    return verdict;
  }

  #isDone(action: Action, verdict: Verdict | null, tries: number): boolean {
    if (verdict === 'granted') return true;
    const { doorsLocked, immobilised } = this.#options.car.now();
    if (action === 'unlock') return !doorsLocked && !immobilised;
    if (action === 'lock') return verdict === null && doorsLocked;
    return action === 'end' && tries > 1 && verdict === 'rental-ended';
  }
}

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
