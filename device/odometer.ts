import type { FactOf } from '../protocol/messages/registry.ts';
import type { OdometerSource } from '../protocol/messages/words.ts';
import { type Metres, metres } from '../protocol/units.ts';
import {
  type OdometerReading,
  type OdometerRebase,
  type OdometerState,
  odometerStep,
  restoredOdometer,
} from './obd/odometer.ts';
import type { RecordedOdometer } from './state/state.ts';

/** What the odometer says now. */
export interface OdometerNow {
  readonly metres: Metres;
  readonly source: OdometerSource;
  /** Without the steps that were no driving; only differences mean something. */
  readonly drivenMetres: number;
}

/**
 * A rental's first reading may differ from the last one before it by what its source cannot resolve; beyond that the car
 * was moved unseen, and not by who has just opened it.
 */
const resolutionMetres: Readonly<Record<OdometerReading['source'], number>> = {
  'pid-a6': 200,
  'pid-31': 2_000,
};

/** The odometer as the last reading leaves it, between records. */
export class CurrentOdometer {
  #state: OdometerState;
  #rebasedMetres: number;
  #isFirstInRental = false;

  constructor(recorded: RecordedOdometer) {
    const { metres: odometerMetres, source, offsetMetres } = recorded;
    this.#state = restoredOdometer({ odometerMetres, source, offsetMetres });
    this.#rebasedMetres = recorded.rebasedMetres;
  }

  now(): OdometerNow {
    const { odometerMetres, source } = this.#state;
    return { metres: odometerMetres, source, drivenMetres: odometerMetres - this.#rebasedMetres };
  }

  /** The next reading tells how far the car was moved before this rental. */
  rentalOpened(): void {
    this.#isFirstInRental = true;
  }

  /** Takes a reading; gives the fact to be recorded where part of the way was no driving. */
  take(reading: OdometerReading): FactOf<'odometer-rebased'> | null {
    const before = this.#state;
    const { state, rebase } = odometerStep(before, reading);
    const found = rebase ?? this.#movedUnseen(before, state, reading);
    this.#isFirstInRental = false;
    this.#state = state;
    if (found === null) return null;
    this.#rebasedMetres += found.afterMetres - found.beforeMetres;
    return { kind: 'odometer-rebased', ...found };
  }

  #movedUnseen(before: OdometerState, after: OdometerState, { source }: OdometerReading): MovedUnseen | null {
    const step = after.odometerMetres - before.odometerMetres;
    if (!this.#isFirstInRental || step <= resolutionMetres[source]) return null;
    const [beforeMetres, afterMetres] = [metres(before.odometerMetres), metres(after.odometerMetres)];
    return { source, beforeMetres, afterMetres, offsetMetres: after.offsetMetres, reason: 'moved-unseen' };
  }
}

type MovedUnseen = Omit<OdometerRebase, 'reason'> & { readonly reason: 'moved-unseen' };
