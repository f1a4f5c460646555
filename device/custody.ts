import type { FactOf } from '../protocol/messages/registry.ts';
import type { Alarms } from './alarms.ts';
import {
  type CardInput,
  type CardMoment,
  type CardRound,
  cardTransition,
  furthestOutMetres,
  longestOutMilliseconds,
  outFor,
  resumedRound,
} from './cabin/fuel-card-round.ts';
import type { CabinInputs } from './ports.ts';
import type { CarState } from './state/state.ts';

export interface CustodyOptions {
  readonly alarms: Alarms;
  readonly state: () => CarState;
  readonly moment: () => CardMoment;
  readonly record: (facts: readonly FactOf<'fuel-card-round'>[]) => void;
}

/** Watches over fuel card and key from the beginning of a rental to its end. */
export class Custody {
  readonly #options: CustodyOptions;
  #round: CardRound;
  #hadRental: boolean;

  constructor(options: CustodyOptions) {
    this.#options = options;
    this.#round = resumedRound(options.state().cardRound, options.moment());
    this.#hadRental = options.state().rental.kind === 'open';
  }

  inputs({ fuelCardInHolder, ignitionOn }: CabinInputs, ignitionChanged: boolean): void {
    const hasRental = this.#options.state().rental.kind === 'open';
    const isAtRest = this.#round.kind === 'in' && fuelCardInHolder && this.#hadRental === hasRental;
    if (!isAtRest) this.#follow(fuelCardInHolder, hasRental, ignitionChanged && !ignitionOn);
    this.#watch(fuelCardInHolder, hasRental);
  }

  refuelled(fact: FactOf<'refuelled'>): void {
    this.#step({ kind: 'refuelled', fact, at: this.#options.moment() });
  }

  #follow(inHolder: boolean, hasRental: boolean, ignitionWentOff: boolean): void {
    const at = this.#options.moment();
    if (this.#hadRental && !hasRental) this.#rentalEnded(at);
    if (!this.#hadRental && hasRental) this.#options.alarms.set('key-not-used', false);
    this.#hadRental = hasRental;
    this.#step({ kind: 'card', inHolder, at });
    if (ignitionWentOff) this.#step({ kind: 'ignition-off', at });
    this.#step({ kind: 'tick', at });
  }

  #rentalEnded(at: CardMoment): void {
    this.#step({ kind: 'rental-closing', at });
    if (!this.#options.state().keyTaken) this.#options.alarms.set('key-not-used', true);
  }

  #watch(isIn: boolean, hasRental: boolean): void {
    const { alarms, moment } = this.#options;
    const round = this.#round;
    const now = round.kind === 'out' ? moment() : null;
    const isLong = now !== null && (outFor(round, now.elapsed) ?? 0) >= longestOutMilliseconds;
    const isFar =
      now !== null &&
      round.kind === 'out' &&
      now.drivenMetres - round.outAt.drivenMetres >= furthestOutMetres;
    alarms.set('fuel-card-out-too-long', isLong);
    alarms.set('fuel-card-out-while-driving', isFar);
    alarms.set('fuel-card-missing', !isIn && !hasRental);
  }

  #step(input: CardInput): void {
    const { round, facts } = cardTransition(this.#round, input);
    this.#round = round;
    if (facts.length > 0) this.#options.record(facts);
  }
}
