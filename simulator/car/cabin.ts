import type { Cabin, CabinInputs, RelayCommand } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Timers } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';
import type { LockRelay, LockTrouble } from './lock-relays.ts';
import { type PulseEnder, type RelayBoard, relayBoard, usualPulseMilliseconds } from './relay-board.ts';
import type { CarTruth } from './truth.ts';

/**
 * What an I/O board may suffer: no answer at all; another board in its place; every other answer damaged on its way; bolts that
 * do not move; relays that drop out before the bolt is over, or do not let go; the end of a pulse refused.
 */
export type BoardTrouble =
  | 'none'
  | 'away'
  | 'swapped'
  | 'garbled'
  | 'stuck'
  | 'short-pulses'
  | 'relay-stuck'
  | 'end-refused';

/** An I/O board that can be in trouble. */
export interface CabinBoard extends Cabin {
  readonly pulseEndsBy: PulseEnder;
  trouble(trouble: BoardTrouble): void;
  /** The unit is gone in the middle of whatever it did. The next one lets go of what was left on before it asks anything (13.6). */
  unitLost(): void;
}

export interface CabinBoardOptions {
  readonly relayMoved?: (command: RelayCommand) => void;
  readonly pulseEndsBy?: PulseEnder;
}

/** The I/O board of a car as its unit reaches it: one request at a time, each taking `latencyMs`, and as long as a pulse that the unit ends. */
export function createCabinBoard(
  timers: Timers,
  car: SimulatedCar,
  latencyMs: number,
  options: CabinBoardOptions = {},
): CabinBoard {
  return new CabinTwin(timers, car, latencyMs, options);
}

interface Waiting {
  /** Calls back once the next request may begin. */
  act(through: () => void): void;
  refused(why: Why): void;
}

class CabinTwin implements CabinBoard {
  readonly pulseEndsBy: PulseEnder;
  readonly #timers: Timers;
  readonly #latency: Milliseconds;
  readonly #board: RelayBoard;
  readonly #relayMoved: (command: RelayCommand) => void;
  readonly #waiting: Waiting[] = [];
  #trouble: BoardTrouble = 'none';
  #answers = 0;
  #unit = 0;
  /** Relays may have been left on. */
  #letsGoFirst = false;

  constructor(timers: Timers, car: SimulatedCar, latencyMs: number, options: CabinBoardOptions) {
    const { pulseEndsBy = 'board', relayMoved = () => {} } = options;
    this.pulseEndsBy = pulseEndsBy;
    this.#timers = timers;
    this.#latency = milliseconds(latencyMs);
    this.#board = relayBoard(timers, car, pulseEndsBy);
    this.#relayMoved = relayMoved;
  }

  trouble(trouble: BoardTrouble): void {
    const { relays } = this.#board;
    this.#trouble = trouble;
    this.#board.refusesToLetGo = trouble === 'end-refused';
    relays.trouble(lockTroubleOf(trouble));
    if (trouble === 'swapped') relays.losePower();
  }

  unitLost(): void {
    this.#unit += 1;
    this.#letsGoFirst = this.pulseEndsBy === 'unit';
  }

  read(): Promise<CabinInputs> {
    return this.#inTurn((resolve, _, through) => {
      resolve(inputsOf(this.#board.car.now()));
      through();
    });
  }

  command(command: RelayCommand): Promise<void> {
    return this.#inTurn((resolve, reject, through) => {
      this.#relayMoved(command);
      if (command === 'lock' || command === 'unlock') this.#pulse(command, resolve, reject, through);
      else {
        this.#board.car.happen({ kind: 'immobiliser-set', immobilised: command === 'immobilise' });
        resolve();
        through();
      }
    });
  }

  #pulse(relay: LockRelay, resolve: () => void, reject: (why: Why) => void, through: () => void): void {
    const { relays, pulseMilliseconds } = this.#board;
    relays.switchOn(relay, pulseMilliseconds);
    if (this.pulseEndsBy === 'board') {
      resolve();
      through();
      return;
    }
    const unit = this.#unit;
    this.#timers.after(milliseconds(usualPulseMilliseconds), () => {
      if (unit === this.#unit) this.#end(relay, resolve, reject);
      through();
    });
  }

  /** Its end not taken, a pulse has happened and goes on, until the next request lets go of the relay. */
  #end(relay: LockRelay, resolve: () => void, reject: (why: Why) => void): void {
    const why = this.#silence() ?? (this.#board.refusesToLetGo ? endRefused : null);
    this.#letsGoFirst = why !== null;
    if (why === null) {
      this.#board.relays.switchOff(relay);
      resolve();
    } else reject({ ...why, mayHaveHappened: true });
  }

  #inTurn<Result>(
    ask: (resolve: (result: Result) => void, reject: (why: Why) => void, through: () => void) => void,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const refused = (why: Why) => reject(unreachable(why));
      const answered = (result: Result) => {
        if (this.#isDamaged()) refused(damaged);
        else resolve(result);
      };
      this.#waiting.push({ act: (through) => ask(answered, refused, through), refused });
      if (this.#waiting.length === 1) this.#begin();
    });
  }

  /** Each request begins as the one before it is through. */
  #begin(): void {
    this.#timers.after(this.#latency, () => {
      const [request] = this.#waiting;
      const through = () => {
        this.#waiting.shift();
        if (this.#waiting.length > 0) this.#begin();
      };
      const why = this.#silence() ?? this.#leftOn();
      if (why === null) return request?.act(through);
      request?.refused(why);
      through();
    });
  }

  #silence(): Why | null {
    if (this.#trouble === 'away') return silence;
    return this.#trouble === 'swapped' ? another : null;
  }

  #leftOn(): Why | null {
    if (!this.#letsGoFirst) return null;
    if (this.#board.refusesToLetGo) return busy;
    this.#board.relays.switchOff('lock');
    this.#board.relays.switchOff('unlock');
    this.#letsGoFirst = false;
    return null;
  }

  /** Every other answer is, where any are. */
  #isDamaged(): boolean {
    this.#answers += 1;
    return this.#trouble === 'garbled' && this.#answers % 2 === 0;
  }
}

interface Why {
  readonly why: string;
  readonly mayHaveHappened: boolean;
}

const silence: Why = { why: 'no answer', mayHaveHappened: false };
/** As `ModbusCabin` says it of a board that is not the one that the configuration names: nothing is asked of it. */
const another: Why = { why: 'another board', mayHaveHappened: false };
const damaged: Why = { why: 'a wrong checksum', mayHaveHappened: true };
const busy: Why = { why: 'refuses: busy', mayHaveHappened: false };
const endRefused: Why = { why: 'refuses to end a pulse: busy', mayHaveHappened: true };

const unreachable = ({ why, mayHaveHappened }: Why): Fault =>
  new Fault(
    { code: 'cabin-unreachable', blame: 'environment', temporary: true, mayHaveHappened },
    `the I/O board: ${why}`,
  );

function lockTroubleOf(trouble: BoardTrouble): LockTrouble {
  switch (trouble) {
    case 'stuck':
      return 'jammed';
    case 'short-pulses':
      return 'short';
    case 'relay-stuck':
      return 'welded';
    case 'none':
    case 'away':
    case 'swapped':
    case 'garbled':
    case 'end-refused':
      return 'none';
    default:
      return trouble satisfies never;
  }
}

const inputsOf = (car: CarTruth): CabinInputs => ({
  ignitionOn: car.ignitionOn,
  doorsClosed: car.doorsClosed,
  doorsLocked: car.doorsLocked,
  keyInHolder: car.keyInHolder,
  fuelCardInHolder: car.fuelCardInHolder,
});
