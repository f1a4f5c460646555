import { WebSocket } from 'ws';
import type { ByteStreamEvents } from '../ports.ts';
import type { AcceptedStream } from './accepted-phones.ts';

/** A reader this far behind does not come back in time; its connection ends (D13). */
const mostUnsentBytes = 64 * 1024;
/** How long the rest may take to leave after `close`. */
const farewellMilliseconds = 1_000;
/** Close codes (RFC 6455 §7.4.1). */
const normal = 1000;
const unsupportedData = 1003;

/** A WebSocket as a byte stream: binary messages, cut anywhere. */
export class WebSocketStream implements AcceptedStream {
  readonly #socket: WebSocket;
  #events: ByteStreamEvents | null = null;
  #reason = 'the other end closed the connection';

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
    socket.on('error', (error) => {
      this.#reason = error.message;
    });
    socket.on('message', (data, isBinary) => {
      if (!isBinary) socket.close(unsupportedData);
      else if (data instanceof Uint8Array) this.#events?.data(data);
    });
    socket.once('close', () => this.#over(this.#reason));
  }

  attach(events: ByteStreamEvents): void {
    this.#events = events;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(bytes);
    if (this.#socket.bufferedAmount <= mostUnsentBytes) return;
    this.#reason = `the other end reads too slowly: over ${mostUnsentBytes} bytes wait`;
    this.#socket.terminate();
  }

  /** The owner knows: it hears nothing more. What was written still goes out. */
  close(): void {
    this.#events = null;
    this.#socket.close(normal);
    const timer = setTimeout(() => this.#socket.terminate(), farewellMilliseconds);
    this.#socket.once('close', () => clearTimeout(timer));
  }

  end(reason: string): void {
    this.#over(reason);
    this.close();
  }

  #over(reason: string): void {
    const events = this.#events;
    this.#events = null;
    events?.closed(reason);
  }
}
