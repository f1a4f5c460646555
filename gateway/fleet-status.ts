import { MalformedError } from '../protocol/errors.ts';
import type { CarId } from '../protocol/ids.ts';
import { decodeStatus, type Status } from '../protocol/messages/status.ts';
import type { Log } from '../protocol/runtime.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';

/** What a car last said of itself: for display only, since it is not authenticated (clause 5.1). */
export interface CarStatus {
  readonly connected: boolean;
  readonly status: Status | null;
  readonly reportedAt: EpochMilliseconds | null;
}

const unknown: CarStatus = { connected: false, status: null, reportedAt: null };

/** The last status of each car. Only cars of the fleet can log in, so there are no more entries than cars. */
export class FleetStatus {
  readonly #log: Log;
  readonly #cars = new Map<CarId, CarStatus>();

  constructor(log: Log) {
    this.#log = log;
  }

  of(car: CarId): CarStatus {
    return this.#cars.get(car) ?? unknown;
  }

  connected(car: CarId): void {
    this.#cars.set(car, { ...this.of(car), connected: true });
  }

  disconnected(car: CarId): void {
    this.#cars.set(car, { ...this.of(car), connected: false });
  }

  reported(car: CarId, payload: Uint8Array, reportedAt: EpochMilliseconds): void {
    try {
      this.#cars.set(car, { ...this.of(car), status: decodeStatus(payload), reportedAt });
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#log.warn({ car, error: error.message }, 'status cannot be read');
    }
  }
}
