import { messageOf } from '../../protocol/errors.ts';
import type { Cancel } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { shownOdometerMetres } from '../car/shown.ts';
import { type BenchCar, createBenchCar } from './bench-car.ts';
import { type Order, parseOrder } from './order.ts';
import type { LinesPorts, ServedLine } from './ports.ts';
import { truthLine } from './truth-line.ts';

const truthEvery = milliseconds(10_000);
const lookAtDriveEvery = milliseconds(200);

export interface LinesOptions {
  /** Which car of the bench, from 1. */
  readonly car: number;
  readonly host: string;
  /** Of three ports; 0 takes any free ones. */
  readonly firstPort: number;
  /** Standard input where left out. */
  readonly orders: string | undefined;
}

/**
 * Keeps one car on its lines until it is told to stop.
 * @throws {Fault} `port-taken`, `address-unavailable`; `file-unreadable` or `order-invalid` for a file of orders
 */
export async function runLines(ports: LinesPorts, options: LinesOptions): Promise<void> {
  const given = options.orders === undefined ? null : await readOrders(ports, options.orders);
  const bench = createBenchCar(ports, options.car);
  const served = await serveAll(ports, bench, options);
  const tell = (order: string | null): void =>
    ports.print(JSON.stringify(truthLine(bench.car.now(), ports.clock.wall(), order)));
  const stopTelling = every(ports, truthEvery, () => tell(null));
  try {
    const driver = new BenchDriver(ports, bench, tell);
    await (given === null ? driver.obey(ports.readLines(undefined)) : driver.carryOut(given));
    await aborted(ports.stopping());
  } finally {
    stopTelling();
    for (const line of served) await line.close();
  }
}

interface WrittenOrder {
  readonly text: string;
  readonly order: Order;
}

async function readOrders(ports: LinesPorts, file: string): Promise<readonly WrittenOrder[]> {
  const orders: WrittenOrder[] = [];
  for await (const text of ports.readLines(file)) {
    const order = parseOrder(text);
    if (order !== null) orders.push({ text: text.trim(), order });
  }
  return orders;
}

async function serveAll(
  ports: LinesPorts,
  { car, obd, gnss, cabin }: BenchCar,
  { car: number, host, firstPort }: LinesOptions,
): Promise<readonly ServedLine[]> {
  const served: ServedLine[] = [];
  const serve = async (line: Parameters<LinesPorts['serve']>[0], place: number): Promise<string> => {
    const server = await ports.serve(line, host, firstPort === 0 ? 0 : firstPort + place);
    served.push(server);
    return `${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  };
  try {
    const addresses = {
      obd: `tcp://${await serve(obd, 0)}`,
      gnss: `tcp://${await serve(gnss, 1)}`,
      cabin: `modbus+tcp://${await serve(cabin, 2)}`,
    };
    const truth = car.now();
    const initialOdometerMetres = shownOdometerMetres(truth);
    const { name: model } = truth.model;
    ports.print(JSON.stringify({ type: 'lines', car: number, model, ...addresses, initialOdometerMetres }));
    return served;
  } catch (thrown) {
    for (const server of served) await server.close();
    throw thrown;
  }
}

/** Carries out orders one after the other, and tells the truth after each. */
class BenchDriver {
  readonly #ports: LinesPorts;
  readonly #bench: BenchCar;
  readonly #tell: (order: string) => void;

  constructor(ports: LinesPorts, bench: BenchCar, tell: (order: string) => void) {
    this.#ports = ports;
    this.#bench = bench;
    this.#tell = tell;
  }

  async carryOut(orders: readonly WrittenOrder[]): Promise<void> {
    for (const { text, order } of orders) {
      await this.#carryOut(order);
      if (this.#ports.stopping().aborted) return;
      this.#tell(text);
    }
  }

  /** A line that is no order is complained about, and the next one waited for. */
  async obey(lines: AsyncIterable<string>): Promise<void> {
    for await (const text of lines) {
      try {
        const order = parseOrder(text);
        if (order !== null) await this.carryOut([{ text: text.trim(), order }]);
      } catch (thrown) {
        this.#ports.complain(messageOf(thrown));
      }
    }
  }

  async #carryOut(order: Order): Promise<void> {
    switch (order.kind) {
      case 'do':
        this.#bench.car.happen(order.event);
        return;
      case 'wait':
        await pause(this.#ports, order.length);
        return;
      case 'wait-for-drive':
        while (this.#bench.car.now().drive !== undefined && !this.#ports.stopping().aborted) {
          await pause(this.#ports, lookAtDriveEvery);
        }
        return;
      default:
        order satisfies never;
    }
  }
}

/** A pause that the end of the program cuts short. */
function pause({ timers, stopping }: LinesPorts, length: Milliseconds): Promise<void> {
  const signal = stopping();
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const over = (): void => {
      cancel();
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancel = timers.after(length, over);
    signal.addEventListener('abort', over);
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function every({ timers }: LinesPorts, length: Milliseconds, act: () => void): Cancel {
  let cancel = timers.after(length, again);
  function again(): void {
    cancel = timers.after(length, again);
    act();
  }
  return () => cancel();
}
