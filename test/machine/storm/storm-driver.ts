import { lineAt } from '../../../device/adapters/line-at.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { messageOf } from '../../../protocol/errors.ts';
import { lineAddress } from '../../../protocol/line-address.ts';
import type { Action, Verdict } from '../../../protocol/messages/words.ts';
import type { SimulatedCar } from '../../../simulator/car/car.ts';
import { fasterCycle } from '../../../simulator/car/cycles/faster.ts';
import { hwfet } from '../../../simulator/car/cycles/hwfet.ts';
import { shownOdometerMetres } from '../../../simulator/car/shown.ts';
import type { SeededRandom } from '../../../simulator/kernel/random.ts';
import { ask } from '../../../simulator/phone/ask.ts';
import type { PhoneKey } from '../../../simulator/phone/phone-key.ts';
import { pause } from './pause.ts';
import type { Span } from './victim.ts';

const timers = new SystemTimers(new SystemClock());

/** Five times as fast as people drive: a kilometre in ten seconds. */
const cycle = fasterCycle(hwfet, 5);
/** With the engine running, before and after a drive: time for a reading. */
const standstill = 4_000;
/** Between two attempts to be heard. */
const retryMilliseconds = 500;
/** Another attempt may be granted after these (clause 6.8); any other refusal would deny a right. */
const passing: ReadonlySet<Verdict> = new Set(['not-confirmed', 'checklist-incomplete', 'in-motion']);

/** A reservation with its token. */
export interface Ticket {
  readonly reservation: string;
  readonly token: Uint8Array;
  /** By which the phone knows the car. */
  readonly carKey: Uint8Array;
}

/** What really happened in a rental, and what the car has told the phone. */
export interface StormRental {
  readonly reservation: string;
  readonly openedOdometerMetres: number;
  readonly returnedOdometerMetres: number;
  /** From the opening until the car moves off: what the unit has read by then tells whose way it is. */
  readonly opening: Span;
  /** From the last stop to the return: it takes a reading then to know all that was driven. */
  readonly closing: Span;
  /** Answers `granted` that the phone has heard. */
  readonly granted: readonly Action[];
}

export interface StormDriverOptions {
  readonly car: SimulatedCar;
  /** Where the unit hears phones. */
  readonly link: string;
  readonly key: PhoneKey;
  readonly stranger: PhoneKey;
  readonly random: SeededRandom;
  /** After so long (`performance.now()`) nobody tries any more. */
  readonly givesUpAt: number;
}

/** Carries out rentals, and asks again as long as the car is not heard: it may be down, frozen or slow. */
export class StormDriver {
  readonly #options: StormDriverOptions;

  constructor(options: StormDriverOptions) {
    this.#options = options;
  }

  /** @throws {Error} where the car opens for one who only has a copy of the token. */
  async failWithStolenToken(ticket: Ticket): Promise<void> {
    const { car, stranger } = this.#options;
    let verdict = await this.#answer('unlock', ticket, stranger);
    for (; verdict === null; verdict = await this.#answer('unlock', ticket, stranger))
      await pause(retryMilliseconds);
    if (verdict !== 'proof-invalid') throw new Error(`a stolen token: ${verdict}`);
    if (!car.now().doorsLocked) throw new Error('a stolen token has unlocked the doors');
  }

  /** @throws {Error} where the car denies what the driver has a right to. */
  async rent(ticket: Ticket): Promise<StormRental> {
    const { car, random } = this.#options;
    const granted: Action[] = [];
    const openedOdometerMetres = this.#shown();
    const from = performance.now();
    granted.push(...(await this.#insist('unlock', ticket)));
    car.happen({ kind: 'key-moved', inHolder: false });
    const first = await this.#drive();
    const opening = { from, to: first.from };
    let { to: stoppedAt } = first;
    if (random.chance(0.5)) {
      granted.push(...(await this.#insist('lock', ticket)));
      granted.push(...(await this.#insist('unlock', ticket)));
      stoppedAt = (await this.#drive()).to;
    }
    car.happen({ kind: 'key-moved', inHolder: true });
    granted.push(...(await this.#insist('end', ticket)));
    const closing = { from: stoppedAt, to: performance.now() };
    return {
      reservation: ticket.reservation,
      openedOdometerMetres,
      returnedOdometerMetres: this.#shown(),
      opening,
      closing,
      granted,
    };
  }

  /** Ignition on, a way, ignition off; tells from when until when the car moved. */
  async #drive(): Promise<Span> {
    const { car, random } = this.#options;
    car.happen({ kind: 'ignition-turned', on: true });
    await pause(standstill);
    const from = performance.now();
    car.happen({ kind: 'drive-started', cycle, laps: 1 });
    await pause(random.int(4_000, 12_000));
    car.happen({ kind: 'drive-stopped' });
    const to = performance.now();
    await pause(standstill);
    car.happen({ kind: 'ignition-turned', on: false });
    return { from, to };
  }

  /** Until it is granted: the action where the phone has heard so, nothing where an unheard attempt had done it already. */
  async #insist(action: Action, ticket: Ticket): Promise<readonly Action[]> {
    for (let isRepeated = false; ; isRepeated = true) {
      const verdict = await this.#answer(action, ticket, this.#options.key);
      if (verdict === 'granted') return [action];
      if (verdict === 'rental-ended' && action === 'end' && isRepeated) return [];
      const isOver = performance.now() > this.#options.givesUpAt;
      if (verdict !== null && (isOver || !passing.has(verdict)))
        throw new Error(`${action} was refused: ${verdict}`);
      await pause(retryMilliseconds);
    }
  }

  /** Null where the phone has heard nothing. @throws {Error} where it is too late to go on. */
  async #answer(action: Action, { token, carKey }: Ticket, key: PhoneKey): Promise<Verdict | null> {
    const { link, givesUpAt } = this.#options;
    try {
      return (
        await ask(
          {
            transport: lineAt(lineAddress(link)),
            timers,
            random: systemRandom,
            token,
            carKey,
            lists: [],
            key,
          },
          action,
        )
      ).verdict;
    } catch (thrown) {
      if (performance.now() > givesUpAt) throw new Error(`${action}: ${messageOf(thrown)}`);
      return null;
    }
  }

  #shown(): number {
    return shownOdometerMetres(this.#options.car.now());
  }
}
