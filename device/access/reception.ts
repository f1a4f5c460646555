import type { ByteStream, ByteStreamEvents } from '../ports.ts';
import { Connection, type ConnectionOptions } from './connection.ts';

/** Phones that one car talks to at once; a further one is turned away (D13). */
export const maxConnections = 4;

/** Opens a connection for each phone that comes. */
export class Reception {
  readonly #options: Omit<ConnectionOptions, 'onEnd'>;
  #open = 0;

  constructor(options: Omit<ConnectionOptions, 'onEnd'>) {
    this.#options = options;
  }

  connected(stream: ByteStream): ByteStreamEvents {
    if (this.#open >= maxConnections) return turnedAway(stream);
    this.#open++;
    return new Connection(stream, {
      ...this.#options,
      onEnd: () => {
        this.#open--;
      },
    });
  }
}

function turnedAway(stream: ByteStream): ByteStreamEvents {
  stream.close();
  return { data() {}, closed() {} };
}
