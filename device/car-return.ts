import { messageOf } from '../protocol/errors.ts';
import type { Log, Timers } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';
import type { Doors } from './doors.ts';
import type { Logbook } from './logbook.ts';
import type { CabinInputs } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { RentalSurroundings } from './surroundings.ts';
import { within } from './time/waiting.ts';
import type { WallTime } from './time/wall-clock.ts';

/** The last odometer reading of a rental is waited for so long. */
const odometerMilliseconds = milliseconds(2_000);

export interface CarReturnOptions {
  readonly timers: Timers;
  readonly log: Log;
  readonly doors: Pick<Doors, 'lock' | 'immobilise'>;
  readonly recorder: Pick<Recorder, 'state'>;
  readonly logbook: Pick<Logbook, 'closeRental'>;
  readonly surroundings: Pick<RentalSurroundings, 'missing'>;
  readonly wallTime: () => WallTime;
  /** Resolves when the odometer has been read once more, or cannot be. */
  readonly lastOdometer: () => Promise<void>;
}

/** How the end of a rental came out. `incomplete`: something was taken out or opened before the lock closed. */
export type ReturnOutcome =
  | { readonly kind: 'returned'; readonly inputs: CabinInputs }
  | { readonly kind: 'incomplete'; readonly inputs: CabinInputs }
  | { readonly kind: 'not-confirmed' };

/** Takes a car back: returned is the moment of the lock that completes the checklist and ends the rental (D15). */
export class CarReturn {
  readonly #options: CarReturnOptions;

  constructor(options: CarReturnOptions) {
    this.#options = options;
  }

  /** To be called with the checklist complete. @throws {Fault} `cabin-unreachable` where the lock was not reached. */
  async take(): Promise<ReturnOutcome> {
    const { doors, logbook, recorder, surroundings, wallTime, timers, lastOdometer } = this.#options;
    const inputs = await doors.lock();
    if (inputs === null) return { kind: 'not-confirmed' };
    if (surroundings.missing(inputs).length > 0) return { kind: 'incomplete', inputs };
    const { time, quality } = wallTime();
    await within(timers, odometerMilliseconds, lastOdometer());
    const { rental } = recorder.state;
    if (rental.kind === 'open') logbook.closeRental(rental, { at: time, quality }, 'ended');
    await this.#immobilise();
    return { kind: 'returned', inputs };
  }

  /** The rental has ended whether or not the immobiliser hears of it. */
  async #immobilise(): Promise<void> {
    const { doors, log } = this.#options;
    try {
      await doors.immobilise();
    } catch (thrown) {
      log.error({ reason: messageOf(thrown) }, 'car returned but not immobilised');
    }
  }
}
