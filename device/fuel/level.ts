import type { FactOf } from '../../protocol/messages/registry.ts';
import { emptyGauge, type FuelGauge, fuelRead, ignitionWentOff } from './gauge.ts';

/** How full the tank is, as far as the car has told since boot. */
export class FuelLevel {
  #gauge: FuelGauge = emptyGauge;

  /** Null before the first reading. */
  get permille(): number | null {
    return this.#gauge.permille;
  }

  ignitionWentOff(): void {
    this.#gauge = ignitionWentOff(this.#gauge);
  }

  /** Takes a reading; gives the fact to be recorded where fuel came in. */
  take(permille: number): FactOf<'refuelled'> | null {
    const { gauge, refuelled } = fuelRead(this.#gauge, permille);
    this.#gauge = gauge;
    return refuelled;
  }
}
