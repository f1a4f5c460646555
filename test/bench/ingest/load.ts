import { SystemClock, SystemTimers } from '../../../protocol/adapters/node-runtime.ts';
import { decodeReceipt } from '../../../protocol/messages/receipt.ts';
import { decodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { benchCar, carDays, payloadsOf } from './car-days.ts';
import { LoadClient, publishPacket } from './load-client.ts';
import type { Fleet, FleetResult, FromLoad, Journals, ToLoad } from './messages.ts';

const timers = new SystemTimers(new SystemClock());
const say = (message: FromLoad): void => void process.send?.(message);

interface PreparedCar {
  readonly name: string;
  readonly number: number;
  readonly records: number;
  readonly packets: readonly Buffer[];
}

/** Cars are numbered through all journals, so that each fleet has its own. */
function prepare(all: readonly Journals[]): PreparedCar[][] {
  let number = 0;
  return all.map(({ cars, records, size, garbageBytes, clockErrorDays = 0 }) =>
    Array.from({ length: cars }, () => {
      const { car } = benchCar(number);
      const topic = topicOf(car, 'records');
      const payloads =
        garbageBytes === undefined
          ? payloadsOf(carDays(number, records, clockErrorDays), size)
          : garbage(records, garbageBytes);
      const packets = payloads.map((payload, at) => publishPacket(topic, at, payload));
      return { name: car, number: number++, records, packets };
    }),
  );
}

/** Each message another one, or the gateway would keep it once. */
const garbage = (count: number, bytes: number): Uint8Array[] =>
  Array.from({ length: count }, (_, number) => {
    const payload = new Uint8Array(Math.max(8, bytes)).fill(0xff);
    new DataView(payload.buffer).setUint32(4, number);
    return payload;
  });

/** One car of a run. */
class Sender {
  readonly car: PreparedCar;
  readonly client: LoadClient;
  readonly connected = Promise.withResolvers<void>();
  readonly latencies: number[] = [];
  endedAt = 0;
  #sent = 0;
  #acknowledged = 0;
  #lastReceipt: Buffer | null = null;
  readonly #due: number[] = [];
  readonly #fleet: Fleet;
  readonly #receipts: boolean;
  readonly #whenDone: () => void;

  constructor(
    car: PreparedCar,
    fleet: Fleet,
    options: { readonly port: number; readonly password: string | undefined; readonly receipts: boolean },
    whenDone: () => void,
  ) {
    this.car = car;
    this.#fleet = fleet;
    this.#receipts = options.receipts;
    this.#whenDone = whenDone;
    const filters = options.receipts ? [`ritmeter/1/cars/${car.name}/receipts`] : [];
    this.client = new LoadClient(options.port, { name: car.name, password: options.password }, filters, {
      connected: () => this.connected.resolve(),
      acknowledged: (count) => this.#take(count),
      delivered: (_, payload) => {
        this.#lastReceipt = Buffer.from(payload);
        this.#check();
      },
      closed: () => {
        if (this.endedAt === 0) fail(`${car.name} was disconnected`);
      },
    });
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  start(): void {
    const { rate, window, readsNothing = false } = this.#fleet;
    if (readsNothing) this.client.socket.pause();
    if (rate === null) {
      this.#send(window, performance.now());
      return;
    }
    const period = 1000 / rate;
    const first = performance.now() + Math.random() * period;
    const tick = (): void => {
      if (this.endedAt !== 0 || this.#sent >= this.car.packets.length) return;
      const now = performance.now();
      while (first + this.#sent * period <= now && this.#sent < this.car.packets.length)
        this.#send(1, first + this.#sent * period);
      timers.after(
        milliseconds(Math.max(1, Math.ceil(first + this.#sent * period - performance.now()))),
        tick,
      );
    };
    tick();
  }

  stop(): void {
    this.endedAt ||= performance.now();
    this.client.socket.destroy();
  }

  #send(count: number, dueAt: number): void {
    const packets = this.car.packets.slice(this.#sent, this.#sent + count);
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
    if (this.endedAt !== 0 || this.#acknowledged < this.car.packets.length || !this.#isReceipted()) return;
    this.endedAt = performance.now();
    this.#whenDone();
  }

  /** The tag is the gateway's tests' matter, not the load's. */
  #isReceipted(): boolean {
    if (!this.#receipts) return true;
    if (this.#lastReceipt === null) return false;
    return throughOf(`ritmeter/1/cars/${this.car.name}/receipts`, this.#lastReceipt) === this.car.records;
  }
}

function throughOf(topic: string, payload: Buffer): number {
  let tag: Uint8Array = payload.subarray(-32);
  tag = new Uint8Array(tag);
  return decodeReceipt(decodeAuthenticated(topic, new Uint8Array(payload), () => tag)).through;
}

function fail(reason: string): never {
  say({ kind: 'failed', reason });
  throw new Error(reason);
}

let prepared: PreparedCar[][] = [];

async function run({
  port,
  passwords,
  fleets,
  subscriber,
  receipts,
}: Extract<ToLoad, { kind: 'run' }>): Promise<void> {
  const foreground = fleets.reduce(
    (sum, { journals, background }) => sum + (background ? 0 : (prepared[journals]?.length ?? 0)),
    0,
  );
  const messages = fleets.reduce(
    (sum, { journals }) =>
      sum + (prepared[journals] ?? []).reduce((all, { packets }) => all + packets.length, 0),
    0,
  );
  const allDone = Promise.withResolvers<void>();
  const delivered = Promise.withResolvers<void>();
  let done = 0;
  let deliveries = 0;
  const others: LoadClient[] = [];
  if (subscriber) {
    const ready = Promise.withResolvers<void>();
    others.push(
      new LoadClient(port, { name: 'reader', password: undefined }, ['#'], {
        connected: () => ready.resolve(),
        acknowledged: () => {},
        delivered: () => {
          if (++deliveries === messages) delivered.resolve();
        },
        closed: () => {},
      }),
    );
    await ready.promise;
  } else delivered.resolve();
  const senders = fleets.map((fleet) =>
    (prepared[fleet.journals] ?? []).map(
      (car) =>
        new Sender(car, fleet, { port, password: passwords[car.number], receipts }, () => {
          if (!fleet.background && ++done === foreground) allDone.resolve();
        }),
    ),
  );
  await Promise.all(senders.flat().map(({ connected }) => connected.promise));
  const startedAt = performance.now();
  for (const sender of senders.flat()) sender.start();
  await Promise.all([allDone.promise, delivered.promise]);
  const endedAt = performance.now();
  for (const sender of senders.flat()) sender.stop();
  for (const other of others) other.socket.destroy();
  say({
    kind: 'done',
    fleets: senders.map((fleet) => resultOf(fleet, startedAt, subscriber ? endedAt : null)),
  });
}

function resultOf(senders: readonly Sender[], startedAt: number, endedAt: number | null): FleetResult {
  const latencies = Float64Array.from(senders.flatMap((sender) => sender.latencies)).sort();
  const at = (share: number): number => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  const end = endedAt ?? Math.max(...senders.map((sender) => sender.endedAt));
  return {
    messages: senders.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    seconds: (end - startedAt) / 1000,
    p50: at(0.5),
    p99: at(0.99),
  };
}

/** Connects clients that stay, and say nothing. */
async function connectIdle({
  port,
  passwords,
  clients,
}: Extract<ToLoad, { kind: 'connect' }>): Promise<void> {
  for (let number = 0; number < clients; number++) {
    const ready = Promise.withResolvers<void>();
    const name = benchCar(number).car;
    const filters = ['receipts', 'commands'].map((topic) => `ritmeter/1/cars/${name}/${topic}`);
    new LoadClient(port, { name, password: passwords[number] }, filters, {
      connected: () => ready.resolve(),
      acknowledged: () => {},
      delivered: () => {},
      closed: () => {},
    });
    await ready.promise;
  }
  say({ kind: 'connected' });
}

process.on('message', (message: ToLoad) => {
  switch (message.kind) {
    case 'prepare':
      prepared = prepare(message.journals);
      say({ kind: 'prepared' });
      return;
    case 'run':
      void run(message);
      return;
    case 'connect':
      void connectIdle(message);
      return;
    default:
      message satisfies never;
  }
});
