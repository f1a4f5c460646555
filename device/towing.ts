import { between, type Milliseconds } from '../protocol/units.ts';
import type { Alarms } from './alarms.ts';
import { metresApart, type Place } from './gnss/place.ts';

/** Beyond what two fixes may be wrong by, the car was carried. */
const carriedMetres = 150;
/** and so long without a break: among houses, fixes stray for some seconds, slowly enough to be followed. */
const carriedMilliseconds = 60_000;

/** Notices a car that moves without its ignition: towed, stolen, or on a ferry. */
export class Towing {
  readonly #alarms: Pick<Alarms, 'set'>;
  #parkedAt: Place | null;
  #ignitionOn = false;
  /** Of the first fix elsewhere, all after which were elsewhere. */
  #carriedSince: Milliseconds | null = null;

  /** @param parkedAt where the car stood before the unit was off; null where it may have been driven since */
  constructor(alarms: Pick<Alarms, 'set'>, parkedAt: Place | null) {
    this.#alarms = alarms;
    this.#parkedAt = parkedAt;
  }

  /** Null while the ignition is on, and before the first fix. */
  get parkedAt(): Place | null {
    return this.#parkedAt;
  }

  ignition(on: boolean, place: Place | null): void {
    this.#ignitionOn = on;
    this.#parkedAt = on ? null : place;
    this.#carriedSince = null;
    if (on) this.#alarms.set('moved-without-ignition', false);
  }

  /** Takes the place that a fix gave at an elapsed time; tells whether the car was carried there. */
  place(place: Place | null, at: Milliseconds): boolean {
    if (this.#ignitionOn || place === null) return false;
    const parkedAt = this.#parkedAt ?? place;
    this.#parkedAt = parkedAt;
    if (!isElsewhere(parkedAt, place)) {
      this.#carriedSince = null;
      return false;
    }
    this.#carriedSince ??= at;
    const isCarried = between(this.#carriedSince, at) >= carriedMilliseconds;
    if (isCarried) this.#alarms.set('moved-without-ignition', true);
    return isCarried;
  }
}

const isElsewhere = (parkedAt: Place, place: Place): boolean =>
  metresApart(parkedAt, place) > carriedMetres + parkedAt.accuracyMetres + place.accuracyMetres;
