import type { Timers } from '../../protocol/runtime.ts';
import type { SimulatedCar } from './car.ts';
import { LockRelays } from './lock-relays.ts';

export const usualPulseMilliseconds = 500;

/** The relays of a car's I/O board, whichever line leads to it. */
export interface RelayBoard {
  readonly car: SimulatedCar;
  readonly relays: LockRelays;
  /** After which it ends a pulse of lock or unlock by itself; undefined where it waits to be told. */
  readonly pulseMilliseconds: number | undefined;
  /** It is busy whenever a relay is to let go. */
  refusesToLetGo: boolean;
}

/** Who ends a pulse of lock and unlock: the board, by itself or after a time that it is told; or the unit. */
export const pulseEnders = ['board', 'unit'] as const;
export type PulseEnder = (typeof pulseEnders)[number];

/** A board that ends its pulses by itself, unless said otherwise. */
export const relayBoard = (
  timers: Timers,
  car: SimulatedCar,
  pulseEndsBy: PulseEnder = 'board',
): RelayBoard => ({
  car,
  relays: new LockRelays(timers, car),
  pulseMilliseconds: pulseEndsBy === 'board' ? usualPulseMilliseconds : undefined,
  refusesToLetGo: false,
});
