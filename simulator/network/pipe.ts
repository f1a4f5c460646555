import { between, type Milliseconds } from '../../protocol/units.ts';
import type { Scheduler } from '../kernel/scheduler.ts';

export interface PipeOptions<Packet> {
  readonly scheduler: Scheduler;
  /** Drawn for each packet; one never overtakes another. */
  readonly delay: () => Milliseconds;
  /** How many packets may be under way. */
  readonly capacity: number;
  readonly deliver: (packet: Packet) => void;
}

/** One direction of a TCP connection: packets arrive in order, late, or not at all. */
export class Pipe<Packet> {
  readonly #options: PipeOptions<Packet>;
  readonly #underWay: Packet[] = [];
  #lastArrival = 0;
  /** How many packets would have arrived but for the clog. */
  #due = 0;
  #clogged = false;
  #cut = false;

  constructor(options: PipeOptions<Packet>) {
    this.#options = options;
  }

  /** What has been sent and has not arrived. */
  get underWay(): readonly Packet[] {
    return this.#underWay;
  }

  get clogged(): boolean {
    return this.#clogged;
  }

  /** False when there is no room. Into a pipe that is cut, packets vanish. */
  send(packet: Packet): boolean {
    if (this.#cut) return true;
    const { scheduler, delay, capacity } = this.#options;
    if (this.#underWay.length >= capacity) return false;
    this.#underWay.push(packet);
    const now = scheduler.now();
    this.#lastArrival = Math.max(this.#lastArrival, now + delay());
    scheduler.after(between(now, this.#lastArrival), () => {
      this.#due += 1;
      this.#flow();
    });
    return true;
  }

  /** Nothing arrives until `unclog`; then all that waited does. */
  clog(): void {
    this.#clogged = true;
  }

  unclog(): void {
    this.#clogged = false;
    this.#flow();
  }

  /** What is under way is lost. */
  cut(): void {
    this.#cut = true;
    this.#underWay.length = 0;
  }

  #flow(): void {
    while (this.#due > 0 && !this.#clogged && !this.#cut) {
      this.#due -= 1;
      const packet = this.#underWay.shift();
      if (packet !== undefined) this.#options.deliver(packet);
    }
  }
}
