import { FuelLevel } from '../../../device/fuel/level.ts';
import type { FactOf } from '../../../protocol/messages/registry.ts';
import { type SeededRandom, seededRandom } from '../../../simulator/kernel/random.ts';

/** How a float swings, in thousandths, and for how long one reading is like another. */
export interface Slosh {
  readonly deviation: number;
  readonly correlationSeconds: number;
}

const tankLitres = 50;
const secondsBetween = 10;
/** 5 litres an hour. */
const usedPermille = (5_000 / tankLitres / 3600) * secondsBetween;
/** PID 2F tells 255ths. */
const asTold = (permille: number): number =>
  (Math.round((Math.min(1000, Math.max(0, permille)) * 255) / 1000) * 1000) / 255;

/** A car on the road whose float swings, with the level as the unit has it. */
export class Tank {
  readonly level = new FuelLevel(() => 0);
  readonly #slosh: Slosh;
  readonly #random: SeededRandom;
  permille: number;
  #off = 0;

  constructor(slosh: Slosh, seed: number, permille: number) {
    this.#slosh = slosh;
    this.#random = seededRandom(seed);
    this.permille = permille;
    this.level.describe('fuel', tankLitres);
  }

  /** From ignition on to ignition off. @returns what was recorded of it */
  drive(minutes: number): FactOf<'refuelled'>[] {
    this.#off = this.#normal() * this.#slosh.deviation;
    const facts: FactOf<'refuelled'>[] = [];
    for (let second = 0; second < minutes * 60; second += secondsBetween) {
      if (second >= 20) this.level.moved();
      const fact = this.level.take(asTold(this.permille + this.#swing()));
      if (fact !== null) facts.push(fact);
      this.permille -= usedPermille;
    }
    this.level.ignitionWentOff();
    return facts;
  }

  refuel(litres: number): void {
    this.permille += (litres * 1000) / tankLitres;
  }

  #swing(): number {
    const { deviation, correlationSeconds } = this.#slosh;
    const kept = correlationSeconds === 0 ? 0 : Math.exp(-secondsBetween / correlationSeconds);
    this.#off = kept * this.#off + Math.sqrt(1 - kept ** 2) * deviation * this.#normal();
    return this.#off;
  }

  /** Box and Muller. */
  #normal(): number {
    const [radius, angle] = [this.#uniform(), this.#uniform()];
    return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  }

  #uniform(): number {
    return (this.#random.uint32() + 0.5) / 2 ** 32;
  }
}
