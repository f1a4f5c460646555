import { messageOf } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { ByteStream, ByteStreamEvents, Line, PhoneLink } from '../ports.ts';

/** Between attempts to open the line. */
const reopenMilliseconds = 1_000;

type Connected = (stream: ByteStream) => ByteStreamEvents;

/**
 * Phones behind one line, a Bluetooth module's UART, which does not tell them apart: a connection begins with the first
 * bytes and lasts until the car ends it or the line vanishes; a phone that changes begins with hello (clause 6.3).
 */
export class SerialPhones implements PhoneLink {
  readonly #line: Line;
  readonly #log: Log;
  #attempt: Attempt | null = null;

  constructor(line: Line, log: Log) {
    this.#line = line;
    this.#log = log;
  }

  listen(connected: Connected): void {
    this.#attempt?.end();
    this.#attempt = new Attempt(this.#line, this.#log, connected);
  }

  async close(): Promise<void> {
    this.#attempt?.end();
    this.#attempt = null;
  }

  /** Nothing is held beyond `close`. */
  unbind(): Promise<void> {
    return this.close();
  }
}

/** From `listen` to `close`: keeps the line open. */
class Attempt {
  readonly #line: Line;
  readonly #log: Log;
  readonly #connected: Connected;
  #stream: ByteStream | null = null;
  #phone: PhoneConnection | null = null;
  #timer: NodeJS.Timeout | undefined;
  #hasComplained = false;
  #isOver = false;

  constructor(line: Line, log: Log, connected: Connected) {
    this.#line = line;
    this.#log = log;
    this.#connected = connected;
    void this.#open();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#phone?.lost('the car is shutting down');
    this.#stream?.close();
  }

  async #open(): Promise<void> {
    try {
      const stream = await this.#line.open({
        data: (bytes) => this.#heard(bytes),
        closed: (reason) => this.#lost(reason),
      });
      if (this.#isOver) return stream.close();
      this.#stream = stream;
      if (this.#hasComplained) this.#log.info({}, 'line for phones is back');
      this.#hasComplained = false;
    } catch (thrown) {
      this.#lost(messageOf(thrown));
    }
  }

  #heard(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#phone?.isOpen !== true) this.#phone = new PhoneConnection((said) => this.#stream?.write(said));
    this.#phone.heard(bytes, this.#connected);
  }

  #lost(reason: string): void {
    this.#stream = null;
    this.#phone?.lost(reason);
    if (this.#isOver) return;
    if (!this.#hasComplained) this.#log.warn({ reason }, 'no line for phones');
    this.#hasComplained = true;
    this.#timer = setTimeout(() => void this.#open(), reopenMilliseconds);
  }
}

/** One connection among those that follow each other on the line; its end leaves the line open. */
class PhoneConnection implements ByteStream {
  readonly #write: (bytes: Uint8Array) => void;
  #events: ByteStreamEvents | null = null;
  isOpen = true;

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  write(bytes: Uint8Array): void {
    if (this.isOpen) this.#write(bytes);
  }

  close(): void {
    this.isOpen = false;
  }

  heard(bytes: Uint8Array, connected: Connected): void {
    this.#events ??= connected(this);
    if (this.isOpen) this.#events.data(bytes);
  }

  lost(reason: string): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#events?.closed(reason);
  }
}
