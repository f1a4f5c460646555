import type { FactOf } from '../../protocol/messages/registry.ts';
import {
  comparedWith,
  type Estimate,
  emptyGauge,
  type FuelGauge,
  fuelRead,
  ignitionWentOff,
  moved,
  refuelledFact,
  whole,
} from './gauge.ts';

/** What a car runs on, as its profile says. */
export type Energy = 'fuel' | 'electric' | 'plug-in';

/** How full the tank is, or the traction battery of an electric car, as far as the car has told since boot. */
export class FuelLevel {
  #gauge: FuelGauge;
  #tankMillilitres: number | undefined;
  #energy: Energy | null = null;
  #chargePermille: number | null = null;

  /** @param before the level that the unit knew before it was off, where it was not compared yet */
  constructor(before: Estimate | null = null) {
    this.#gauge = comparedWith(emptyGauge, before);
  }

  /** Null before the first reading; of an electric car the state of charge. */
  get permille(): number | null {
    if (this.#energy === 'electric') return this.#chargePermille;
    return this.#gauge.level === null ? null : whole(this.#gauge.level);
  }

  /** State of charge of a traction battery; null where there is none, or before the first reading. */
  get chargePermille(): number | null {
    return this.#chargePermille;
  }

  /** The level before a stop, as long as it is not settled whether fuel came in; null otherwise. */
  get before(): Estimate | null {
    return this.#gauge.compared?.before ?? null;
  }

  /** Null until the car is known. */
  get energy(): Energy | null {
    return this.#energy;
  }

  /** What the profile says of the car. */
  describe(energy: Energy, tankLitres: number | undefined): void {
    this.#energy = energy;
    this.#tankMillilitres = tankLitres === undefined ? undefined : tankLitres * 1000;
  }

  ignitionWentOff(): void {
    this.#gauge = ignitionWentOff(this.#gauge);
  }

  /** The car moves. */
  moved(): void {
    this.#gauge = moved(this.#gauge);
  }

  charged(permille: number): void {
    this.#chargePermille = permille;
  }

  /** Takes a reading; gives the fact to be recorded where fuel came in. */
  take(permille: number): FactOf<'refuelled'> | null {
    if (this.#energy === 'electric') {
      this.charged(permille);
      return null;
    }
    const { gauge, refuelling } = fuelRead(this.#gauge, permille);
    this.#gauge = gauge;
    return refuelling === null ? null : refuelledFact(refuelling, this.#tankMillilitres);
  }
}
