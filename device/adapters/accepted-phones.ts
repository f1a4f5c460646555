import type { ByteStream, ByteStreamEvents, PhoneLink } from '../ports.ts';

/** A further connection is closed at once. The car keeps four of them; the others are on their way out. */
export const mostPhoneConnections = 32;

/** A phone's connection, taken but heard by nobody yet. */
export interface AcceptedStream extends ByteStream {
  /** From now on the events go there. */
  attach(events: ByteStreamEvents): void;
  /** Closes, and tells whoever listens. */
  end(reason: string): void;
}

/** Phones that a server has taken: each goes to who listens, or is closed at once. */
export class AcceptedPhones implements PhoneLink {
  readonly #streams = new Set<AcceptedStream>();
  #connected: ((stream: ByteStream) => ByteStreamEvents) | null = null;

  listen(connected: (stream: ByteStream) => ByteStreamEvents): void {
    this.#connected = connected;
  }

  /** Ends all connections; new ones are closed at once until the next `listen`. */
  async close(): Promise<void> {
    this.#connected = null;
    for (const stream of this.#streams) stream.end('the car is shutting down');
  }

  accept(stream: AcceptedStream): void {
    this.#streams.add(stream);
    if (this.#connected === null) stream.close();
    else stream.attach(this.#connected(stream));
  }

  gone(stream: AcceptedStream): void {
    this.#streams.delete(stream);
  }
}
