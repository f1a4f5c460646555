import type { Cabin, CabinInputs, RelayCommand } from '../../device/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Timers } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from './car.ts';
import type { CarEvent, CarTruth } from './truth.ts';

/** An I/O board that can be away. */
export interface CabinBoard extends Cabin {
  trouble(isAway: boolean): void;
}

/** The I/O board of a car: one request at a time, each taking `latencyMs`. */
export function createCabinBoard(
  timers: Timers,
  car: SimulatedCar,
  latencyMs: number,
  relayMoved: (command: RelayCommand) => void = () => {},
): CabinBoard {
  let isAway = false;
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
      waiting.push(() => (isAway ? reject(unreachable()) : resolve(act())));
      if (waiting.length === 1) begin();
    });

  return {
    trouble(away) {
      isAway = away;
    },
    read: () => inTurn(() => inputsOf(car.now())),
    command: (command) =>
      inTurn(() => {
        relayMoved(command);
        car.happen(eventOf(command));
      }),
  };
}

const unreachable = (): Fault =>
  new Fault(
    { code: 'cabin-unreachable', blame: 'environment', temporary: true, mayHaveHappened: false },
    'the I/O board does not answer',
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
