import { messageOf } from '../protocol/errors.ts';
import type { CarId } from '../protocol/ids.ts';
import { allListKinds, encodeCarriedList, type ListNumbers, noLists } from '../protocol/lists/list.ts';
import { numberOf } from '../protocol/lists/signed-list.ts';
import type { Cancel, Log, Timers } from '../protocol/runtime.ts';
import { topicOf } from '../protocol/topics.ts';
import { milliseconds } from '../protocol/units.ts';
import type { Broker, Store } from './ports.ts';
import type { NewestLists } from './register/lists.ts';

/** How often lists are looked for that another process has changed. */
const lookEvery = milliseconds(10_000);

export interface ListPublisherOptions {
  readonly store: Pick<Store, 'listsFor' | 'listsOfCar' | 'listNumbers'>;
  readonly broker: Pick<Broker, 'publish'>;
  readonly timers: Timers;
  readonly log: Log;
}

/** Tells cars of lists that they have not recorded yet (clause 12.5): as they come online, and as lists change. */
export class ListPublisher {
  readonly #options: ListPublisherOptions;
  /** What each car that is there was told. */
  readonly #told = new Map<CarId, ListNumbers>();
  /** Numbers of which every car that is there was told; a store that reads them anew gives another object. */
  #allTold: NewestLists | null = null;
  #cancel: Cancel = () => {};

  constructor(options: ListPublisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#cancel = this.#options.timers.after(lookEvery, () => void this.#look().then(() => this.start()));
  }

  stop(): void {
    this.#cancel();
    this.#told.clear();
    this.#allTold = null;
  }

  online(car: CarId): void {
    this.#allTold = null;
    this.#told.set(car, noLists);
    void this.#tell(car);
  }

  gone(car: CarId): void {
    this.#told.delete(car);
  }

  async #look(): Promise<void> {
    const { store, log } = this.#options;
    try {
      const numbers = await store.listNumbers();
      if (numbers === this.#allTold) return;
      const { fleet, cars } = numbers;
      const own = new Map(cars.map(({ car, number }) => [car, number]));
      let areAllTold = true;
      for (const [car, told] of this.#told) {
        const isNews = fleet.some(({ list, number }) => number > told[list]);
        if (!isNews && (own.get(car) ?? 0) <= told['deny-list']) continue;
        areAllTold = false;
        await this.#tell(car);
      }
      this.#allTold = areAllTold ? numbers : null;
    } catch (thrown) {
      log.warn({ reason: messageOf(thrown) }, 'lists not looked for');
    }
  }

  async #tell(car: CarId): Promise<void> {
    const { store, broker, log } = this.#options;
    try {
      const taken = await store.listsOfCar(car);
      const told: Record<string, number> = { ...taken };
      for (const carried of await store.listsFor(car)) {
        const number = numberOf(carried.list, carried.signed) ?? 0;
        told[carried.list] = number;
        if (number <= taken[carried.list]) continue;
        await broker.publish(topicOf(car, 'lists'), encodeCarriedList(carried), { retain: false });
      }
      if (this.#told.has(car)) this.#told.set(car, numbersIn(told));
    } catch (thrown) {
      log.warn({ car, reason: messageOf(thrown) }, 'lists not published');
    }
  }
}

const numbersIn = (told: Readonly<Record<string, number>>): ListNumbers => {
  const [keySet = 0, revokedKeys = 0, denyList = 0] = allListKinds.map((kind) => told[kind]);
  return { 'key-set': keySet, 'revoked-keys': revokedKeys, 'deny-list': denyList };
};
