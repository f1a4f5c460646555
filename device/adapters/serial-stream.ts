import type { SerialPort } from 'serialport';
import type { ByteStream, ByteStreamEvents } from '../ports.ts';

/** A device this far behind has stopped taking bytes; it is closed (D13). */
const mostUnsentBytes = 64 * 1024;
/** How long the rest may take to leave after `close`. */
const farewellMilliseconds = 1_000;

/** An open serial port as a byte stream. */
export class SerialStream implements ByteStream {
  readonly #port: SerialPort;
  #events: ByteStreamEvents | null;
  #reason = 'the serial device is gone';

  constructor(port: SerialPort, events: ByteStreamEvents) {
    this.#port = port;
    this.#events = events;
    port.on('data', (bytes: Buffer) => this.#events?.data(bytes));
    port.on('error', (error) => this.#fail(error.message));
    port.on('close', (error: Error | null) => this.#over(error?.message ?? this.#reason));
  }

  write(bytes: Uint8Array): void {
    if (!this.#port.isOpen || !this.#port.writable) return;
    this.#port.write(bytes);
    if (this.#port.writableLength <= mostUnsentBytes) return;
    this.#fail(`the serial device takes no bytes: over ${mostUnsentBytes} wait`);
  }

  /** The owner knows: it hears nothing more. What was written still goes out. */
  close(): void {
    this.#events = null;
    const timer = setTimeout(() => this.#release(), farewellMilliseconds);
    this.#port.once('close', () => clearTimeout(timer));
    this.#port.end(() => this.#port.drain(() => this.#release()));
  }

  #fail(reason: string): void {
    this.#reason = reason;
    this.#release();
    this.#over(reason);
  }

  #release(): void {
    if (this.#port.isOpen) this.#port.close(() => {});
  }

  #over(reason: string): void {
    const events = this.#events;
    this.#events = null;
    events?.closed(reason);
  }
}
