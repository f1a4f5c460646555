import { createServer, type Server, type Socket } from 'node:net';
import { listen } from '../../protocol/adapters/listen.ts';
import type { TcpAddress } from '../../protocol/line-address.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { ByteStream, ByteStreamEvents, PhoneLink } from '../ports.ts';
import { AcceptedPhones, mostPhoneConnections } from './accepted-phones.ts';
import { SocketStream } from './socket-stream.ts';

/** Phones on a TCP port instead of Bluetooth. The port stays taken from `openTcpPhones` until `unbind`. */
export class TcpPhones implements PhoneLink {
  readonly port: number;
  readonly #server: Server;
  readonly #phones = new AcceptedPhones();

  constructor(server: Server, port: number, log: Log) {
    this.#server = server;
    this.port = port;
    server.on('error', (error) => log.warn({ reason: error.message }, 'a phone could not connect'));
    server.maxConnections = mostPhoneConnections;
    server.on('connection', (socket) => this.#accept(socket));
  }

  listen(connected: (stream: ByteStream) => ByteStreamEvents): void {
    this.#phones.listen(connected);
  }

  close(): Promise<void> {
    return this.#phones.close();
  }

  /** Gives the port back. */
  async unbind(): Promise<void> {
    await this.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: Socket): void {
    const stream = new SocketStream(socket);
    socket.once('close', () => this.#phones.gone(stream));
    this.#phones.accept(stream);
  }
}

/** Takes the port; 0 is any free one. @throws {Fault} `port-taken` or `address-unavailable`. */
export async function openTcpPhones(address: TcpAddress, log: Log): Promise<TcpPhones> {
  const server = createServer();
  return new TcpPhones(server, await listen(server, address), log);
}
