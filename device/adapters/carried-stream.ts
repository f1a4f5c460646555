import type { ByteStream, ByteStreamEvents } from '../ports.ts';

/** A reader this far behind does not come back in time; its connection ends (D13). */
const mostUnsentBytes = 64 * 1024;
/** How long the rest may take to leave after `close`. */
const farewellMilliseconds = 1_000;

/** What carries bytes both ways: a socket, or a WebSocket on one. */
export interface Carrier {
  readonly isOpen: boolean;
  readonly unsentBytes: number;
  send(bytes: Uint8Array): void;
  /** What was sent still goes out. */
  end(): void;
  destroy(): void;
}

/** The stream's side of its carrier. */
export interface CarrierEvents {
  data(bytes: Uint8Array): void;
  /** Why it is about to close. */
  failed(error: Error): void;
  closed(): void;
}

/** A byte stream over a carrier that is connected, heard by nobody until `attach`. */
export class CarriedStream implements ByteStream {
  readonly #carrier: Carrier;
  #events: ByteStreamEvents | null = null;
  #reason = 'the other end closed the connection';
  #farewell: NodeJS.Timeout | undefined;

  constructor(carry: (events: CarrierEvents) => Carrier) {
    this.#carrier = carry({
      data: (bytes) => this.#events?.data(bytes),
      failed: ({ message }) => {
        this.#reason = message;
      },
      closed: () => {
        clearTimeout(this.#farewell);
        this.#over(this.#reason);
      },
    });
  }

  /** From now on the events go there. */
  attach(events: ByteStreamEvents): void {
    this.#events = events;
  }

  write(bytes: Uint8Array): void {
    if (!this.#carrier.isOpen) return;
    this.#carrier.send(bytes);
    if (this.#carrier.unsentBytes <= mostUnsentBytes) return;
    this.#reason = `the other end reads too slowly: over ${mostUnsentBytes} bytes wait`;
    this.#carrier.destroy();
  }

  /** The owner knows: it hears nothing more. What was written still goes out. */
  close(): void {
    this.#events = null;
    this.#carrier.end();
    this.#farewell ??= setTimeout(() => this.#carrier.destroy(), farewellMilliseconds);
  }

  /** Closes, and tells whoever listens. */
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
