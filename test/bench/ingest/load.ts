import { SystemClock, SystemTimers } from '../../../protocol/adapters/node-runtime.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { benchCar } from './car-days.ts';
import { LoadClient } from './load-client.ts';
import type { FleetResult, FromLoad, ToLoad } from './messages.ts';
import { type PreparedCar, prepare } from './prepared-car.ts';
import { Sender } from './sender.ts';

type RunOptions = Extract<ToLoad, { kind: 'run' }>;

/** A run in which nothing has come for so long does not end any more. */
const longestSilence = 20_000;

const timers = new SystemTimers(new SystemClock());
const say = (message: FromLoad): void => void process.send?.(message);

function fail(reason: string): never {
  say({ kind: 'failed', reason });
  throw new Error(reason);
}

let prepared: PreparedCar[][] = [];

/** The cars of a run, by fleet. */
class Run {
  readonly #options: RunOptions;
  readonly #senders: readonly (readonly Sender[])[];
  readonly #done = Promise.withResolvers<void>();
  #left = 0;
  #heardAt = performance.now();

  constructor(options: RunOptions) {
    this.#options = options;
    this.#senders = options.fleets.map((fleet) =>
      (prepared[fleet.journals] ?? []).map((car) => {
        if (!fleet.background) this.#left++;
        const { port, passwords, receipts } = options;
        return new Sender(
          car,
          fleet,
          { port, password: passwords[car.number], receipts },
          {
            done: () => {
              if (!fleet.background && --this.#left === 0) this.#done.resolve();
            },
            heard: () => {
              this.#heardAt = performance.now();
            },
            disconnected: fail,
          },
        );
      }),
    );
  }

  async result(): Promise<readonly FleetResult[]> {
    const all = this.#senders.flat();
    const reader = this.#options.subscriber ? await this.#reader() : null;
    await Promise.all(all.map(({ connected }) => connected.promise));
    const startedAt = performance.now();
    this.#heardAt = startedAt;
    const stopWatching = this.#watch();
    for (const sender of all) sender.start();
    await Promise.all([this.#done.promise, reader?.delivered]);
    const endedAt = performance.now();
    stopWatching();
    for (const sender of all) sender.stop();
    reader?.stop();
    return this.#senders.map((fleet) => resultOf(fleet, startedAt, reader === null ? null : endedAt));
  }

  /** One client that reads all that the cars write; `delivered` once it has it. */
  async #reader(): Promise<{ readonly delivered: Promise<void>; stop(): void }> {
    const ready = Promise.withResolvers<void>();
    const delivered = Promise.withResolvers<void>();
    let left = this.#options.fleets
      .flatMap(({ journals }) => prepared[journals] ?? [])
      .reduce((sum, { packets }) => sum + packets.length, 0);
    const client = new LoadClient(this.#options.port, { name: 'reader', password: undefined }, ['#'], {
      connected: () => ready.resolve(),
      acknowledged: () => {},
      delivered: () => {
        this.#heardAt = performance.now();
        if (--left === 0) delivered.resolve();
      },
      closed: () => {},
    });
    await ready.promise;
    return { delivered: delivered.promise, stop: () => client.socket.destroy() };
  }

  #watch(): () => void {
    let cancel = (): void => {};
    const look = (): void => {
      if (performance.now() - this.#heardAt > longestSilence) fail(this.#standstill());
      cancel = timers.after(milliseconds(1000), look);
    };
    look();
    return () => cancel();
  }

  #standstill(): string {
    const open = this.#senders.flat().filter(({ endedAt }) => endedAt === 0);
    const first = open[0]?.describe() ?? 'the subscriber lacks messages';
    return `nothing came for ${longestSilence / 1000} s, ${open.length} cars are not done; ${first}`;
  }
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
      void new Run(message).result().then((fleets) => say({ kind: 'done', fleets }));
      return;
    case 'connect':
      void connectIdle(message);
      return;
    default:
      message satisfies never;
  }
});
// Whoever started it was killed: nobody asks any more.
process.once('disconnect', () => process.exit(0));
