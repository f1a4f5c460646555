import type { Clock } from '../../protocol/runtime.ts';
import { advance, type CarEvent, type CarTruth, happen } from './truth.ts';

/** The one physical car that drivers and twins share. */
export interface SimulatedCar {
  /** As it is now. */
  now(): CarTruth;
  /** The car after the event; unchanged in what cannot be. */
  happen(event: CarEvent): CarTruth;
  /** Told after each event; gives the way to stop it. */
  watch(changed: (car: CarTruth) => void): () => void;
}

/** Puts a truth on the world's clock. */
export function createSimulatedCar(clock: Clock, initial: CarTruth): SimulatedCar {
  const watchers = new Set<(car: CarTruth) => void>();
  let truth = initial;
  const now = (): CarTruth => {
    truth = advance(truth, clock.elapsed());
    return truth;
  };
  return {
    now,
    happen(event) {
      truth = happen(now(), event);
      for (const changed of watchers) changed(truth);
      return truth;
    },
    watch(changed) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
  };
}
