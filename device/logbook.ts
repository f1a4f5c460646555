import type { Fact, FactOf } from '../protocol/messages/registry.ts';
import { between, type Milliseconds } from '../protocol/units.ts';
import { custodyFacts } from './cabin/edges.ts';
import type { CurrentOdometer } from './odometer.ts';
import type { CabinInputs } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { isParkedForReturn } from './rental/checklist.ts';
import { closedAt, isAbandoned, type LockMoment, type OpenRental } from './rental/rental.ts';
import type { RentalSurroundings } from './surroundings.ts';
import type { WallTime } from './time/wall-clock.ts';
import { type Moment, resumedTrip, type Trip, type TripInput, tripTransition } from './trip/trip.ts';

/** A signature covers every record at the latest so long after it was written (D2). */
const sealAfterMilliseconds = 3_600_000;

export interface LogbookOptions {
  readonly recorder: Recorder;
  readonly odometer: CurrentOdometer;
  readonly elapsed: () => Milliseconds;
  readonly wallTime: () => WallTime;
  readonly surroundings: RentalSurroundings;
}

/**
 * Where readings become records: it holds the machines of trip and rental, feeds them every change, and records what they
 * decide. The ignition edge and all else is noticed by comparing with what was recorded or read last.
 */
export class Logbook {
  readonly #options: LogbookOptions;
  #trip: Trip;
  #inputs: CabinInputs | null = null;
  /** Since when key and card are in, doors locked and ignition off, without a break. */
  #parkedSince: Milliseconds | null = null;

  constructor(options: LogbookOptions) {
    this.#options = options;
    this.#trip = this.#resumed();
  }

  /** Takes a reading of the I/O board; tells whether the ignition changed. */
  inputsRead(inputs: CabinInputs): { readonly ignitionChanged: boolean } {
    const ignitionChanged = (this.#inputs?.ignitionOn ?? false) !== inputs.ignitionOn;
    const isFirst = this.#inputs === null;
    this.#inputs = inputs;
    this.#record(custodyFacts(this.#options.recorder.state.custody, inputs));
    if (ignitionChanged || isFirst)
      this.#step({ kind: 'ignition', on: inputs.ignitionOn, at: this.#moment() });
    this.#parkedSince = isParkedForReturn(inputs) ? (this.#parkedSince ?? this.#options.elapsed()) : null;
    return { ignitionChanged };
  }

  /** Takes note of a new odometer value, with the record of a step that was no driving. */
  odometerRead(rebased: FactOf<'odometer-rebased'> | null): void {
    if (rebased !== null) this.#record([rebased]);
    this.#step({ kind: 'odometer', at: this.#moment() });
  }

  /** Ends what only time ends: stops, silence, abandoned rentals, unsigned records. */
  tick(): void {
    this.#step({ kind: 'tick', at: this.#moment() });
    this.#closeAbandoned();
    const since = this.#options.recorder.unsealedSince;
    if (since !== null && this.#options.elapsed() - since >= sealAfterMilliseconds) this.seal('age');
  }

  /** Writes a record that only carries a signature, where one is due. */
  seal(reason: FactOf<'sealed'>['reason']): void {
    if (this.#options.recorder.unsealedSince !== null) this.#record([{ kind: 'sealed', reason }]);
  }

  /** False where the journal had no room for all of them. */
  record(facts: readonly Fact[]): boolean {
    return this.#record(facts);
  }

  /** Ends the trip and the rental, in this order, as of that lock (D15). */
  closeRental(rental: OpenRental, lock: LockMoment, cause: FactOf<'rental-closed'>['cause']): void {
    this.#step({ kind: 'rental-closing', at: this.#moment() });
    const { fuelPermille, zones } = this.#options.surroundings;
    const notes = this.#inputs === null ? [] : this.#options.surroundings.notes(this.#inputs);
    this.#record([closedAt(rental, lock, cause, { fuelPermille, zones, notes })]);
  }

  /** When the doors were locked for good; now, where that was never recorded. */
  lockMoment(): LockMoment {
    const { time, quality } = this.#options.wallTime();
    return this.#options.recorder.state.lock ?? { at: time, quality };
  }

  #closeAbandoned(): void {
    const { rental } = this.#options.recorder.state;
    if (rental.kind === 'none' || this.#inputs === null || this.#parkedSince === null) return;
    const parkedFor = between(this.#parkedSince, this.#options.elapsed());
    if (!isAbandoned(rental, this.#inputs, parkedFor, this.#options.wallTime().time)) return;
    this.closeRental(rental, this.lockMoment(), 'abandoned');
  }

  #step(input: TripInput): void {
    const { trip, facts } = tripTransition(this.#trip, input);
    this.#trip = trip;
    this.#record(facts);
  }

  #record(facts: readonly Fact[]): boolean {
    if (facts.length === 0) return true;
    const { recorder, odometer } = this.#options;
    const areTaken = recorder.record(...facts);
    for (const fact of facts) if (fact.kind === 'rental-opened') odometer.rentalOpened(fact.reservation);
    return areTaken;
  }

  #moment(): Moment {
    const { metres: odometerMetres, drivenMetres } = this.#options.odometer.now();
    return {
      elapsed: this.#options.elapsed(),
      wallTime: this.#options.wallTime().time,
      odometerMetres,
      drivenMetres,
    };
  }

  #resumed(): Trip {
    const { trip } = this.#options.recorder.state;
    if (trip === null) return { kind: 'parked' };
    const now = this.#moment();
    return resumedTrip({ ...now, wallTime: trip.startedAt, drivenMetres: trip.startDrivenMetres }, now);
  }
}
