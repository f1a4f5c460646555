import type { FactOf } from '../../protocol/messages/registry.ts';
import { isStuck, type Still, stillAfter } from './float.ts';
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
  readonly #drivenMetres: () => number;
  #gauge: FuelGauge;
  #still: Still | null;
  /** As the ignition went off last: what is kept on disk need not follow every reading. */
  #stillBefore: Still | null;
  #isStuck = false;
  #tankMillilitres: number | undefined;
  #energy: Energy | null = null;
  #chargePermille: number | null = null;

  /**
   * @param drivenMetres how far the car has come
   * @param before the level that the unit knew before it was off, where it was not compared yet
   * @param still what the float showed then
   */
  constructor(drivenMetres: () => number, before: Estimate | null = null, still: Still | null = null) {
    this.#drivenMetres = drivenMetres;
    this.#gauge = comparedWith(emptyGauge, before);
    this.#still = still;
    this.#stillBefore = still;
  }

  /** Null before the first reading, and where the float is stuck; of an electric car the state of charge. */
  get permille(): number | null {
    if (this.#energy === 'electric') return this.#chargePermille;
    if (this.#isStuck) return null;
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

  /** What the float showed as the ignition went off last; null where nobody read it. */
  get still(): Still | null {
    return this.#stillBefore;
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
    this.#stillBefore = this.#still;
    this.#gauge = ignitionWentOff(this.#gauge);
  }

  /** The car moves. */
  moved(): void {
    this.#gauge = moved(this.#gauge);
  }

  /** A traction battery may tell a little more than full, or less than empty. */
  charged(permille: number): void {
    this.#chargePermille = whole({ permille, deviation: 0 });
  }

  /** Takes a reading; gives the fact to be recorded where fuel came in. */
  take(permille: number): FactOf<'refuelled'> | null {
    if (this.#energy === 'electric') {
      this.charged(permille);
      return null;
    }
    this.#lookAtFloat(permille);
    const { gauge, refuelling } = fuelRead(this.#gauge, permille);
    this.#gauge = gauge;
    return refuelling === null ? null : refuelledFact(refuelling, this.#tankMillilitres);
  }

  /** What a stuck float has shown says nothing about the level that it shows once it moves. A plug-in car drives without fuel. */
  #lookAtFloat(permille: number): void {
    const drivenMetres = this.#drivenMetres();
    const wasStuck = this.#isStuck;
    this.#still = stillAfter(this.#still, permille, drivenMetres);
    this.#isStuck = this.#energy !== 'plug-in' && isStuck(this.#still, drivenMetres);
    if (wasStuck && !this.#isStuck) this.#gauge = emptyGauge;
  }
}
