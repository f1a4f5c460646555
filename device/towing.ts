import type { Alarms } from './alarms.ts';
import { metresApart, type Place } from './gnss/place.ts';

/** Beyond what two fixes may be wrong by, the car was carried. */
const carriedMetres = 150;

/** Notices a car that moves without its ignition: towed, stolen, or on a ferry. */
export class Towing {
  readonly #alarms: Pick<Alarms, 'set'>;
  #parkedAt: Place | null;
  #ignitionOn = false;

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
    if (on) this.#alarms.set('moved-without-ignition', false);
  }

  /** Tells whether the car was carried there. */
  place(place: Place | null): boolean {
    if (this.#ignitionOn || place === null) return false;
    const parkedAt = this.#parkedAt ?? place;
    this.#parkedAt = parkedAt;
    const apart = metresApart(parkedAt, place);
    const isCarried = apart > carriedMetres + parkedAt.accuracyMetres + place.accuracyMetres;
    if (isCarried) this.#alarms.set('moved-without-ignition', true);
    return isCarried;
  }
}
