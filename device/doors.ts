import { Fault } from '../protocol/errors.ts';
import type { Timers } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';
import type { Motion } from './motion.ts';
import type { CabinInputs, RelayCommand } from './ports.ts';
import { eventually } from './time/waiting.ts';

/** The lock has so long to be read back as wanted. */
const confirmMilliseconds = 3_000;
const confirmEvery = milliseconds(100);
/** A wrong checksum says nothing of the lock; a board that has not answered twice will not in time. */
const mostFailures = 1;

export interface DoorsOptions {
  readonly timers: Timers;
  /** Reads the I/O board and lets the logbook see it. @throws {Fault} `cabin-unreachable`. */
  readonly read: () => Promise<CabinInputs>;
  /** @throws {Fault} `cabin-unreachable`; may have happened. */
  readonly command: (command: RelayCommand) => Promise<void>;
  readonly motion: () => Motion;
}

/** Lock and immobiliser, believed only as far as they are read back. */
export class Doors {
  readonly #options: DoorsOptions;

  constructor(options: DoorsOptions) {
    this.#options = options;
  }

  /** Once more after an answer that was none. @throws {Fault} `cabin-unreachable`. */
  async read(): Promise<CabinInputs> {
    try {
      return await this.#options.read();
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return this.#options.read();
    }
  }

  /** The inputs once the doors are read back unlocked, the immobiliser released before; null where they never are. */
  async unlock(): Promise<CabinInputs | null> {
    await this.release();
    return this.#moved('unlock', false);
  }

  /** The inputs once the doors are read back locked; null where they never are. */
  async lock(): Promise<CabinInputs | null> {
    return this.#moved('lock', true);
  }

  get motion(): Motion {
    return this.#options.motion();
  }

  /** @throws {Fault} `car-moves` where anything says that it does; as `command` */
  async immobilise(): Promise<void> {
    if (this.motion === 'moving') throw carMoves();
    await this.#options.command('immobilise');
  }

  /** Told twice where the answer got lost: it stays released. */
  async release(): Promise<void> {
    const lost = await this.#told('release');
    if (lost !== null) await this.#options.command('release');
  }

  /** A pulse whose answer got lost may have moved the lock: the bolt says whether. */
  async #moved(command: RelayCommand, doorsLocked: boolean): Promise<CabinInputs | null> {
    const lost = await this.#told(command);
    const inputs = await this.#confirmed(doorsLocked);
    if (inputs === null && lost !== null) throw lost;
    return inputs;
  }

  /** Null once it is done; why not, where it may have been done all the same. */
  async #told(command: RelayCommand): Promise<Fault | null> {
    try {
      await this.#options.command(command);
      return null;
    } catch (thrown) {
      if (!(thrown instanceof Fault) || !thrown.mayHaveHappened) throw thrown;
      return thrown;
    }
  }

  #confirmed(doorsLocked: boolean): Promise<CabinInputs | null> {
    const attempts = Math.ceil(confirmMilliseconds / confirmEvery);
    let failures = 0;
    const read = async (): Promise<CabinInputs | null> => {
      try {
        return await this.#options.read();
      } catch (thrown) {
        failures += 1;
        if (!(thrown instanceof Fault) || failures > mostFailures) throw thrown;
        return null;
      }
    };
    return eventually(this.#options.timers, { attempts, every: confirmEvery }, async () => {
      const inputs = await read();
      return inputs?.doorsLocked === doorsLocked ? inputs : null;
    });
  }
}

const carMoves = (): Fault =>
  new Fault({ code: 'car-moves', blame: 'sender', temporary: true }, 'the car moves: it is not immobilised');
