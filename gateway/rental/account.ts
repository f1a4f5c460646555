import type { CarId } from '../../protocol/ids.ts';
import type { CarState } from './car-state.ts';

/** Sums over what was drawn from a car's records, in metres. */
export interface AccountSums {
  /** Rentals with a statement. */
  readonly billedMetres: number;
  /** Rentals that are closed and have no statement: the car's signature is still missing. */
  readonly unsealedMetres: number;
  readonly unassignedMetres: number;
  /** Steps of the odometer that were no driving; may be negative. */
  readonly rebasedMetres: number;
  readonly tripMetres: number;
}

/** Where every metre of a car's odometer went: last − first = billed + unsealed + unassigned + rebased + open. */
export interface Account extends AccountSums {
  readonly car: CarId;
  readonly firstOdometerMetres: number;
  readonly lastOdometerMetres: number;
  /** In the rental that is open. */
  readonly openMetres: number;
}

/** What a car has driven since the last rental is unassigned until its next opening gives it a row. */
export function accountOf(car: CarId, state: CarState, sums: AccountSums): Account {
  const { first, last, use } = state;
  const { from, rebasedMetres } = use.since;
  const sinceMetres = last.odometerMetres - from.odometerMetres - rebasedMetres;
  const isOpen = use.kind === 'rented';
  return {
    car,
    firstOdometerMetres: first.odometerMetres,
    lastOdometerMetres: last.odometerMetres,
    ...sums,
    unassignedMetres: sums.unassignedMetres + (isOpen ? 0 : sinceMetres),
    openMetres: isOpen ? sinceMetres : 0,
  };
}

/** What a car without records has driven. */
export const emptyAccount = (car: CarId): Account => ({
  car,
  firstOdometerMetres: 0,
  lastOdometerMetres: 0,
  billedMetres: 0,
  unsealedMetres: 0,
  unassignedMetres: 0,
  rebasedMetres: 0,
  tripMetres: 0,
  openMetres: 0,
});
