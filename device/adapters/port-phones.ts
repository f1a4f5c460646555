import type { Server } from 'node:net';
import type { ByteStream, ByteStreamEvents, PhoneLink } from '../ports.ts';
import { CarriedStream, type Carrier, type CarrierEvents } from './carried-stream.ts';

/** A further connection is closed at once. The car keeps four of them; the others are on their way out. */
export const mostPhoneConnections = 32;

/** Phones that come to a port: each goes to who listens, or is closed at once. The port stays taken until `unbind`. */
export class PortPhones implements PhoneLink {
  readonly port: number;
  readonly #server: Server;
  readonly #endOthers: () => void;
  readonly #streams = new Set<CarriedStream>();
  #connected: ((stream: ByteStream) => ByteStreamEvents) | null = null;

  /** `endOthers` closes the connections that are no phones'. */
  constructor(server: Server, port: number, endOthers: () => void = () => {}) {
    this.port = port;
    this.#server = server;
    this.#endOthers = endOthers;
    server.maxConnections = mostPhoneConnections;
  }

  listen(connected: (stream: ByteStream) => ByteStreamEvents): void {
    this.#connected = connected;
  }

  /** Ends all connections; new ones are closed at once until the next `listen`. */
  async close(): Promise<void> {
    this.#connected = null;
    for (const stream of this.#streams) stream.end('the car is shutting down');
  }

  /** Gives the port back. */
  async unbind(): Promise<void> {
    await this.close();
    this.#endOthers();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Takes a phone that has connected. */
  accept(carry: (events: CarrierEvents) => Carrier): void {
    const stream = new CarriedStream((events) =>
      carry({
        ...events,
        closed: () => {
          this.#streams.delete(stream);
          events.closed();
        },
      }),
    );
    this.#streams.add(stream);
    if (this.#connected === null) stream.close();
    else stream.attach(this.#connected(stream));
  }
}
