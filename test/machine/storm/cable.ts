import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../../../protocol/adapters/listen.ts';
import { pause } from './pause.ts';

const loopback = '127.0.0.1';

/** Bytes that no longer go through: `up` from the car, `down` to it. */
export type Direction = 'up' | 'down';

interface Strand {
  readonly car: Socket;
  readonly broker: Socket;
}

/** A TCP proxy between one car and its broker that can be cut, and that can be silent while both ends think it stands. */
export class Cable {
  readonly port: number;
  /** Connections cut in the middle. */
  cuts = 0;
  readonly #server: Server;
  readonly #strands = new Set<Strand>();
  readonly #silent = new Set<Direction>();

  static async to(brokerPort: number): Promise<Cable> {
    const server = createServer();
    const cable = new Cable(server, await listen(server, { host: loopback, port: 0 }));
    server.on('connection', (car) => cable.#join({ car, broker: connect(brokerPort, loopback) }));
    onTestFinished(() => cable.#close());
    return cable;
  }

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** Ends what stands; the next connection goes through. */
  cut(): void {
    this.cuts += this.#strands.size;
    for (const { car, broker } of this.#strands) {
      car.resetAndDestroy();
      broker.resetAndDestroy();
    }
  }

  /** Lets nothing through in these directions for a while, and then all of it. */
  async hush(directions: readonly Direction[], milliseconds: number): Promise<void> {
    for (const direction of directions) this.#silent.add(direction);
    this.#regulate();
    await pause(milliseconds);
    this.#silent.clear();
    this.#regulate();
  }

  async #close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const { car, broker } of this.#strands) {
      car.destroy();
      broker.destroy();
    }
    await closed;
  }

  #join(strand: Strand): void {
    const { car, broker } = strand;
    this.#strands.add(strand);
    this.#carry(car, broker, () => this.#strands.delete(strand));
    this.#carry(broker, car, () => this.#strands.delete(strand));
    this.#regulate();
  }

  #carry(from: Socket, to: Socket, over: () => void): void {
    from.setNoDelay(true);
    from.on('data', (bytes) => to.write(bytes));
    from.on('error', () => {});
    from.once('close', () => {
      over();
      to.destroy();
    });
  }

  #regulate(): void {
    for (const { car, broker } of this.#strands) {
      if (this.#silent.has('up')) car.pause();
      else car.resume();
      if (this.#silent.has('down')) broker.pause();
      else broker.resume();
    }
  }
}
