import { SystemClock, SystemTimers } from '../../../protocol/adapters/node-runtime.ts';
import { decodeReceipt } from '../../../protocol/messages/receipt.ts';
import { decodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { benchCar } from './car-days.ts';
import { LoadClient } from './load-client.ts';
import type { Fleet } from './messages.ts';
import type { PreparedCar } from './prepared-car.ts';

const timers = new SystemTimers(new SystemClock());

/** Steps by this share spread any number of starts evenly. */
const goldenRatio = 0.618_033_988_749_895;

export interface SenderOptions {
  readonly port: number;
  readonly password: string | undefined;
  /** It waits for the receipt of its last record, too. */
  readonly receipts: boolean;
}

export interface SenderEvents {
  done(): void;
  /** Something came from the broker. */
  heard(): void;
  disconnected(reason: string): void;
}

/** One car of a run. */
export class Sender {
  readonly client: LoadClient;
  readonly connected = Promise.withResolvers<void>();
  /** From when a message was due to its PUBACK, in milliseconds. */
  readonly latencies: number[] = [];
  endedAt = 0;
  readonly #car: PreparedCar;
  readonly #fleet: Fleet;
  readonly #receipts: string | null;
  readonly #events: SenderEvents;
  readonly #messages: number;
  #sent = 0;
  #acknowledged = 0;
  #lastReceipt: Uint8Array | null = null;
  readonly #due: number[] = [];

  constructor(car: PreparedCar, fleet: Fleet, options: SenderOptions, events: SenderEvents) {
    this.#car = car;
    this.#fleet = fleet;
    this.#events = events;
    this.#messages = Math.min(car.packets.length, fleet.most ?? Number.POSITIVE_INFINITY);
    const topic = topicOf(benchCar(car.number).car, 'receipts');
    this.#receipts = options.receipts ? topic : null;
    const login = { name: car.name, password: options.password };
    this.client = new LoadClient(options.port, login, options.receipts ? [topic] : [], {
      connected: () => this.connected.resolve(),
      acknowledged: (count) => this.#take(count),
      delivered: (_, payload) => {
        this.#lastReceipt = new Uint8Array(payload);
        this.#check();
      },
      closed: () => {
        if (this.endedAt === 0) events.disconnected(`${car.name} was disconnected`);
      },
    });
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** How far it has come, for a run that does not end. */
  describe(): string {
    const receipted =
      this.#receipts === null ? '' : `, receipt through ${this.#receiptThrough() ?? 'nothing'}`;
    return `${this.#car.name}: ${this.#acknowledged} of ${this.#messages} messages have their PUBACK${receipted}`;
  }

  start(): void {
    const { rate, window, readsNothing = false } = this.#fleet;
    if (readsNothing) this.client.socket.pause();
    if (rate === null) this.#send(window, performance.now());
    else this.#sendAtRate(1000 / rate);
  }

  stop(): void {
    this.endedAt ||= performance.now();
    this.client.socket.destroy();
  }

  #sendAtRate(period: number): void {
    const first = performance.now() + ((this.#car.number * goldenRatio) % 1) * period;
    const nextDueAt = (): number => first + this.#sent * period;
    const tick = (): void => {
      while (this.#sent < this.#messages && nextDueAt() <= performance.now()) this.#send(1, nextDueAt());
      if (this.endedAt !== 0 || this.#sent >= this.#messages) return;
      timers.after(milliseconds(Math.max(1, Math.ceil(nextDueAt() - performance.now()))), tick);
    };
    tick();
  }

  #send(count: number, dueAt: number): void {
    const packets = this.#car.packets.slice(this.#sent, Math.min(this.#sent + count, this.#messages));
    this.#sent += packets.length;
    for (const _ of packets) this.#due.push(dueAt);
    if (packets.length > 0) this.client.send(packets);
  }

  #take(count: number): void {
    const now = performance.now();
    for (let at = 0; at < count; at++) this.latencies.push(now - (this.#due[this.#acknowledged + at] ?? now));
    this.#acknowledged += count;
    if (this.#fleet.rate === null) this.#send(count, now);
    this.#check();
  }

  #check(): void {
    this.#events.heard();
    if (this.endedAt !== 0 || this.#acknowledged < this.#messages || !this.#isReceipted()) return;
    this.endedAt = performance.now();
    this.#events.done();
  }

  #isReceipted(): boolean {
    const { records, size } = this.#car;
    return this.#receipts === null || this.#receiptThrough() === Math.min(records, this.#messages * size);
  }

  /** The tag is the gateway's tests' matter, not the load's. */
  #receiptThrough(): number | null {
    const receipt = this.#lastReceipt;
    if (receipt === null || this.#receipts === null) return null;
    const payload = decodeAuthenticated(this.#receipts, receipt, () => receipt.slice(-32));
    return decodeReceipt(payload).through;
  }
}
