import type { Cancel } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { createBenchCar } from './bench-car.ts';
import { BenchDriver, readOrders } from './bench-driver.ts';
import type { LinesPorts } from './ports.ts';
import { type ServeOptions, serveCar } from './serve-car.ts';
import { truthLine } from './truth-line.ts';

const truthEvery = milliseconds(10_000);

export interface LinesOptions extends ServeOptions {
  /** File of orders; standard input where left out. */
  readonly orders: string | undefined;
}

/**
 * Keeps one car on its lines until it is told to stop.
 * @throws {Fault} `port-taken`, `address-unavailable`, `terminals-unavailable`; `file-unwritable` for the kit;
 * `file-unreadable` or `order-invalid` for a file of orders
 */
export async function runLines(ports: LinesPorts, options: LinesOptions): Promise<void> {
  const given = options.orders === undefined ? null : await readOrders(ports, options.orders);
  const bench = createBenchCar(ports, options.car);
  const served = await serveCar(ports, bench, options);
  const tell = (order: string | null): void =>
    ports.print(JSON.stringify(truthLine(bench.car.now(), ports.clock.wall(), order)));
  const stopTelling = every(ports, truthEvery, () => tell(null));
  try {
    const driver = new BenchDriver(ports, bench.car, tell);
    await (given === null ? driver.obey(ports.readLines(undefined)) : driver.carryOut(given));
    await aborted(ports.stopping());
  } finally {
    stopTelling();
    await served.close();
  }
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
