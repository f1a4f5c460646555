import { messageOf } from '../protocol/errors.ts';
import type { CarId } from '../protocol/ids.ts';
import type { Cancel, Log, Timers } from '../protocol/runtime.ts';
import { topicOf } from '../protocol/topics.ts';
import { milliseconds } from '../protocol/units.ts';
import type { Broker, Store } from './ports.ts';

/** How often settings are looked for that another process has set. */
const lookEvery = milliseconds(10_000);

export interface SettingsPublisherOptions {
  readonly store: Pick<Store, 'settingsFor' | 'untoldSettings'>;
  readonly broker: Pick<Broker, 'publish'>;
  readonly timers: Timers;
  readonly log: Log;
}

/** Sends cars settings of which they have not said anything yet (clause 13.4): as they come online, and as they are set. */
export class SettingsPublisher {
  readonly #options: SettingsPublisherOptions;
  /** The version that each car that is there was sent. */
  readonly #sent = new Map<CarId, number>();
  #cancel: Cancel = () => {};

  constructor(options: SettingsPublisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = this.#options.timers.after(lookEvery, () => void this.#look().then(() => this.start()));
  }

  stop(): void {
    this.#cancel();
    this.#sent.clear();
  }

  online(car: CarId): void {
    this.#sent.set(car, 0);
    void this.#send(car);
  }

  gone(car: CarId): void {
    this.#sent.delete(car);
  }

  async #look(): Promise<void> {
    const { store, log } = this.#options;
    try {
      for (const { car, version } of await store.untoldSettings())
        if (version > (this.#sent.get(car) ?? version)) await this.#send(car);
    } catch (thrown) {
      log.warn({ reason: messageOf(thrown) }, 'settings not looked for');
    }
  }

  async #send(car: CarId): Promise<void> {
    const { store, broker, log } = this.#options;
    try {
      const found = await store.settingsFor(car);
      if (found === null) return;
      await broker.publish(topicOf(car, 'lists'), found.signed, { retain: false });
      if (this.#sent.has(car)) this.#sent.set(car, found.version);
    } catch (thrown) {
      log.warn({ car, reason: messageOf(thrown) }, 'settings not published');
    }
  }
}
