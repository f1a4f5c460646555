import { createServer, type Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen } from '../../protocol/adapters/listen.ts';
import type { TcpAddress } from '../../protocol/line-address.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { ByteStream, ByteStreamEvents, PhoneLink } from '../ports.ts';
import { AcceptedPhones, mostPhoneConnections } from './accepted-phones.ts';
import { WebSocketStream } from './web-socket-stream.ts';

/** Most bytes of one WebSocket message: a frame has 4,106 when every byte of it is escaped (clause 6.1). */
const mostMessageBytes = 8_192;

/** Phones in a browser, on a bench: a WebSocket in place of Bluetooth. The port stays taken until `unbind`. */
export class WebSocketPhones implements PhoneLink {
  readonly port: number;
  readonly #server: Server;
  readonly #phones = new AcceptedPhones();

  constructor(server: Server, port: number, log: Log) {
    this.#server = server;
    this.port = port;
    server.maxConnections = mostPhoneConnections;
    const upgrades = new WebSocketServer({ server, maxPayload: mostMessageBytes, perMessageDeflate: false });
    upgrades.on('error', (error) => log.warn({ reason: error.message }, 'a phone could not connect'));
    upgrades.on('connection', (socket) => this.#accept(socket));
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
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: WebSocket): void {
    const stream = new WebSocketStream(socket);
    socket.once('close', () => this.#phones.gone(stream));
    this.#phones.accept(stream);
  }
}

/** Who connects and asks for no WebSocket is shown the door this soon. */
const handshakeMilliseconds = 5_000;

/** Takes the port; 0 is any free one. @throws {Fault} `port-taken` or `address-unavailable`. */
export async function openWebSocketPhones(address: TcpAddress, log: Log): Promise<WebSocketPhones> {
  const server = createServer(
    { headersTimeout: handshakeMilliseconds, requestTimeout: handshakeMilliseconds, keepAlive: false },
    (_, response) => response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end(),
  );
  return new WebSocketPhones(server, await listen(server, address), log);
}
