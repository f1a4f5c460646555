import type { Socket } from 'node:net';
import type { ByteStreamEvents } from '../ports.ts';
import type { AcceptedStream } from './accepted-phones.ts';

/** A reader this far behind does not come back in time; its connection ends (D13). */
const mostUnsentBytes = 64 * 1024;
/** How long the rest may take to leave after `close`. */
const farewellMilliseconds = 1_000;
/** The system asks a silent other end whether it is still there. */
const keepAliveMilliseconds = 10_000;

/** A connected socket as a byte stream. */
export class SocketStream implements AcceptedStream {
  readonly #socket: Socket;
  #events: ByteStreamEvents | null = null;
  #reason = 'the other end closed the connection';

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, keepAliveMilliseconds);
    socket.on('error', (error) => {
      this.#reason = error.message;
    });
    socket.on('data', (bytes: Buffer) => this.#events?.data(bytes));
    socket.once('close', () => this.#over(this.#reason));
  }

  attach(events: ByteStreamEvents): void {
    this.#events = events;
  }

  write(bytes: Uint8Array): void {
    if (!this.#socket.writable) return;
    this.#socket.write(bytes);
    if (this.#socket.writableLength <= mostUnsentBytes) return;
    this.#reason = `the other end reads too slowly: over ${mostUnsentBytes} bytes wait`;
    this.#socket.destroy();
  }

  /** The owner knows: it hears nothing more. What was written still goes out. */
  close(): void {
    this.#events = null;
    this.#socket.end();
    const timer = setTimeout(() => this.#socket.destroy(), farewellMilliseconds);
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
