import { Fault } from '../protocol/errors.ts';
import type { Timers } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';
import type { Disk } from './ports.ts';
import { within } from './time/waiting.ts';

/** While it is hurried, a call that has not answered for so long counts as failed. */
const patience = milliseconds(5_000);

/**
 * A disk that may hang, which no timer of the operating system ends. While a unit boots on it, it is hurried: what does not
 * answer in time fails, as all else does until it has answered, so that the car opens all the same (D6). Otherwise it is
 * waited for. Nothing comes before a call that was given up and may yet have its effect.
 */
export class TimelyDisk implements Disk {
  readonly #disk: Disk;
  readonly #timers: Timers;
  readonly #underWay = new Set<Promise<unknown>>();
  /** Of those under way. */
  readonly #givenUp = new Set<Promise<unknown>>();
  #isHurried = false;

  constructor(disk: Disk, timers: Timers) {
    this.#disk = disk;
    this.#timers = timers;
  }

  /** Until the work has ended. */
  async hurriedFor<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isHurried = true;
    try {
      return await work();
    } finally {
      this.#isHurried = false;
    }
  }

  list(): Promise<readonly string[]> {
    return this.#call('its files', () => this.#disk.list());
  }

  read(name: string, offset: number, length: number): Promise<Uint8Array> {
    return this.#call(name, () => this.#disk.read(name, offset, length));
  }

  size(name: string): Promise<number> {
    return this.#call(name, () => this.#disk.size(name));
  }

  append(name: string, bytes: Uint8Array): Promise<void> {
    return this.#call(name, () => this.#disk.append(name, bytes));
  }

  sync(name: string): Promise<void> {
    return this.#call(name, () => this.#disk.sync(name));
  }

  truncate(name: string, length: number): Promise<void> {
    return this.#call(name, () => this.#disk.truncate(name, length));
  }

  remove(name: string): Promise<void> {
    return this.#call(name, () => this.#disk.remove(name));
  }

  #call<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    if (this.#isHurried) return this.#hurried(name, work);
    return this.#givenUp.size === 0 ? this.#begun(work) : this.#afterGivenUp(work);
  }

  async #hurried<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
    if (this.#givenUp.size > 0) throw hangs(name);
    if (this.#underWay.size > 0) await this.#inTime(name, Promise.allSettled(this.#underWay));
    return this.#inTime(name, this.#begun(work));
  }

  async #afterGivenUp<Value>(work: () => Promise<Value>): Promise<Value> {
    while (this.#givenUp.size > 0) await Promise.allSettled(this.#givenUp);
    return this.#begun(work);
  }

  #begun<Value>(work: () => Promise<Value>): Promise<Value> {
    const running = work();
    const over = (): void => {
      this.#underWay.delete(running);
      this.#givenUp.delete(running);
    };
    this.#underWay.add(running);
    running.then(over, over);
    return running;
  }

  async #inTime<Value>(name: string, running: Promise<Value>): Promise<Value> {
    if (await within(this.#timers, patience, Promise.allSettled([running]))) return running;
    running.catch(() => {});
    for (const each of this.#underWay) this.#givenUp.add(each);
    throw hangs(name);
  }
}

const hangs = (name: string): Fault =>
  new Fault(
    { code: 'disk-failed', blame: 'environment', temporary: true, mayHaveHappened: true },
    `${name}: the disk does not answer`,
  );
