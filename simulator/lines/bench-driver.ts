import { Fault } from '../../protocol/errors.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from '../car/car.ts';
import { readCycle } from './cycle-file.ts';
import { driving, type Order, parseOrder } from './order.ts';
import type { LinesPorts } from './ports.ts';

const lookAtDriveEvery = milliseconds(200);

/** An order as it was written. */
export interface WrittenOrder {
  readonly text: string;
  readonly order: Order;
}

/** All orders of a file; the cycles that they name are there. @throws {Fault} `file-unreadable`, `order-invalid`, `cycle-invalid`. */
export async function readOrders(ports: LinesPorts, file: string): Promise<readonly WrittenOrder[]> {
  const orders: WrittenOrder[] = [];
  for await (const text of ports.readLines(file)) {
    const order = parseOrder(text);
    if (order?.kind === 'drive-file') await readCycle(ports, order.file);
    if (order !== null) orders.push({ text: text.trim(), order });
  }
  return orders;
}

/** Carries out orders one after the other, and tells the truth after each. */
export class BenchDriver {
  readonly #ports: LinesPorts;
  readonly #car: SimulatedCar;
  readonly #tell: (order: string) => void;

  constructor(ports: LinesPorts, car: SimulatedCar, tell: (order: string) => void) {
    this.#ports = ports;
    this.#car = car;
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
        if (!(thrown instanceof Fault)) throw thrown;
        this.#ports.complain(thrown.message);
      }
    }
  }

  async #carryOut(order: Order): Promise<void> {
    switch (order.kind) {
      case 'do':
        this.#car.happen(order.event);
        return;
      case 'drive-file':
        this.#car.happen(driving(await readCycle(this.#ports, order.file), order.times));
        return;
      case 'wait':
        await pause(this.#ports, order.length);
        return;
      case 'wait-for-drive':
        while (this.#car.now().drive !== undefined && !this.#ports.stopping().aborted) {
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
