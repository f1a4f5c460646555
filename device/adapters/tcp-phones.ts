import { createServer, type Server, type Socket } from 'node:net';
import { listen } from '../../protocol/adapters/listen.ts';
import type { TcpAddress } from '../../protocol/line-address.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { ByteStream, ByteStreamEvents, PhoneLink } from '../ports.ts';
import { SocketStream } from './socket-stream.ts';

/** A further connection is closed at once: four phones are more than stand beside one car. */
const mostConnections = 4;

/** Phones on a TCP port instead of Bluetooth. The port stays taken from `openTcpPhones` until `unbind`. */
export class TcpPhones implements PhoneLink {
  readonly port: number;
  readonly #server: Server;
  readonly #streams = new Set<SocketStream>();
  #connected: ((stream: ByteStream) => ByteStreamEvents) | null = null;

  constructor(server: Server, port: number, log: Log) {
    this.#server = server;
    this.port = port;
    server.on('error', (error) => log.warn({ reason: error.message }, 'a phone could not connect'));
    server.maxConnections = mostConnections;
    server.on('connection', (socket) => this.#accept(socket));
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
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    const stream = new SocketStream(socket);
    this.#streams.add(stream);
    socket.once('close', () => this.#streams.delete(stream));
    if (this.#connected === null) stream.close();
    else stream.attach(this.#connected(stream));
  }
}

/** Takes the port; 0 is any free one. @throws {Fault} `port-taken` or `address-unavailable`. */
export async function openTcpPhones(address: TcpAddress, log: Log): Promise<TcpPhones> {
  const server = createServer();
  return new TcpPhones(server, await listen(server, address), log);
}
