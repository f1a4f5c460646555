import { z } from 'zod';
import type { Mqtt } from '../../device/ports.ts';
import type { CarId } from '../../protocol/ids.ts';
import { encodeStatus } from '../../protocol/messages/status.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { SeededRandom } from '../kernel/random.ts';
import { type Span, spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { drawnFrom, lengthFrom, spellSettings, timesADay } from './spells.ts';
import type { Stage } from './stage.ts';

/** A client that holds a car's name at the broker as often as it can, and says nothing under it. */
class Rival {
  readonly #stage: Stage;
  readonly #car: CarId;
  readonly #mqtt: Mqtt;
  readonly #pauseSeconds: Span;
  readonly #random: SeededRandom;
  #leave: (() => void) | null = null;
  #isOver = false;

  constructor(stage: Stage, car: CarId, mqtt: Mqtt, pauseSeconds: Span, random: SeededRandom) {
    this.#stage = stage;
    this.#car = car;
    this.#mqtt = mqtt;
    this.#pauseSeconds = pauseSeconds;
    this.#random = random;
  }

  /** Takes the name; the broker closes the session of whoever has it, and this one's as the car comes back. */
  come(): void {
    if (this.#isOver) return;
    const will = { topic: topicOf(this.#car, 'status'), payload: encodeStatus({ state: 'offline' }) };
    const comeAgain = (): void => {
      this.#leave = null;
      this.#stage.after(lengthFrom(this.#pauseSeconds, this.#random), () => this.come());
    };
    this.#mqtt.connect(will, { message() {}, closed: comeAgain }).then((session) => {
      if (this.#isOver) void session.close();
      else this.#leave = () => void session.close();
    }, comeAgain);
  }

  goAway(): void {
    this.#isOver = true;
    this.#leave?.();
  }
}

/**
 * Another client connects under the car's name and password, as a unit that was cloned does, and comes again whenever the car
 * has taken its name back. The car delivers in between, or afterwards, and tells of it (D13, clause 4.1).
 */
export const sessionTakenOver: FaultKind = faultKind({
  name: 'session-taken-over',
  schema: z.strictObject({ ...spellSettings, pauseSeconds: spanOf(0, 3_600) }),
  draw: ({ perDay, lastsSeconds, pauseSeconds }, random) => ({
    perDay: drawnFrom(perDay, random),
    lastsSeconds,
    pauseSeconds,
  }),
  inject({ perDay, lastsSeconds, pauseSeconds }, stage, random) {
    for (const { car } of stage.cars) {
      const own = random.fork(car);
      let isThere = false;
      timesADay(stage, perDay, own, () => {
        const mqtt = stage.network.rivalOf(car);
        if (mqtt === null || isThere) return;
        isThere = true;
        const rival = new Rival(stage, car, mqtt, pauseSeconds, own.fork('rival'));
        stage.namedSpell('session-taken-over', car, lengthFrom(lastsSeconds, own), () => {
          isThere = false;
          rival.goAway();
        });
        rival.come();
      });
    }
  },
});
