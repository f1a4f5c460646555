import type { Cabin, CabinInputs, RelayCommand } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';
import type { CarEvent, CarTruth } from './truth.ts';

/** What an I/O board may suffer: no answer at all; another board in its place; every other answer damaged on its way; bolts that do not move. */
export type BoardTrouble = 'none' | 'away' | 'swapped' | 'garbled' | 'stuck';

/** An I/O board that can be in trouble. */
export interface CabinBoard extends Cabin {
  trouble(trouble: BoardTrouble): void;
}

/** The I/O board of a car: one request at a time, each taking `latencyMs`. */
export function createCabinBoard(
  timers: Timers,
  car: SimulatedCar,
  latencyMs: number,
  relayMoved: (command: RelayCommand) => void = () => {},
): CabinBoard {
  let trouble: BoardTrouble = 'none';
  let asked = 0;
  const waiting: (() => void)[] = [];

  /** Each request begins as the one before it is answered. */
  const begin = (): void => {
    timers.after(milliseconds(latencyMs), () => {
      waiting.shift()?.();
      if (waiting.length > 0) begin();
    });
  };
  const inTurn = <Result>(act: () => Result): Promise<Result> =>
    new Promise((resolve, reject) => {
      waiting.push(() => {
        asked += 1;
        if (trouble === 'away') return reject(unreachable(silence));
        if (trouble === 'swapped') return reject(unreachable(another));
        const result = act();
        if (trouble === 'garbled' && asked % 2 === 0) reject(unreachable(damaged));
        else resolve(result);
      });
      if (waiting.length === 1) begin();
    });

  return {
    trouble(next) {
      trouble = next;
    },
    read: () => inTurn(() => inputsOf(car.now())),
    command: (command) =>
      inTurn(() => {
        relayMoved(command);
        const isPulse = command === 'lock' || command === 'unlock';
        if (!(isPulse && trouble === 'stuck')) car.happen(eventOf(command));
      }),
  };
}

const damaged = 'a wrong checksum';
const silence = 'no answer';
/** As `ModbusCabin` says it of a board that is not the one that the configuration names: nothing is asked of it. */
const another = 'another board';

const unreachable = (why: string): Fault =>
  new Fault(
    { code: 'cabin-unreachable', blame: 'environment', temporary: true, mayHaveHappened: why === damaged },
    `the I/O board: ${why}`,
  );

const inputsOf = (car: CarTruth): CabinInputs => ({
  ignitionOn: car.ignitionOn,
  doorsClosed: car.doorsClosed,
  doorsLocked: car.doorsLocked,
  keyInHolder: car.keyInHolder,
  fuelCardInHolder: car.fuelCardInHolder,
});

function eventOf(command: RelayCommand): CarEvent {
  switch (command) {
    case 'lock':
      return { kind: 'locked', locked: true };
    case 'unlock':
      return { kind: 'locked', locked: false };
    case 'immobilise':
      return { kind: 'immobiliser-set', immobilised: true };
    case 'release':
      return { kind: 'immobiliser-set', immobilised: false };
    default:
      return command satisfies never;
  }
}
