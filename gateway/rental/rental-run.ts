import type { Zones } from '../../protocol/messages/zones.ts';
import type { CarState } from './car-state.ts';
import type { RentalClosed, TripDriven } from './change.ts';
import { type Evolved, evolve, type RecordApplied } from './evolve.ts';

/** A rental as its own records tell it, whatever happened before. */
export interface RentalRun {
  readonly closed: RentalClosed;
  readonly trips: readonly TripDriven[];
  /** Where the car stood when it was taken; undefined where the car said nothing of it. */
  readonly openedZones: Zones | undefined;
}

/** Reads a rental out of its records, from the opening to the closing; null where they are something else. */
export function rentalOf(records: readonly RecordApplied[]): RentalRun | null {
  let state: CarState | null = null;
  let openedZones: Zones | undefined;
  const trips: TripDriven[] = [];
  for (const record of records) {
    const step: Evolved<CarState | null> = evolve(state, record);
    state = step.state;
    for (const change of step.changes) {
      if (change.kind === 'rental-opened') openedZones = change.zones;
      if (change.kind === 'trip') trips.push(change);
      if (change.kind === 'rental-closed') return { closed: change, trips, openedZones };
    }
  }
  return null;
}
