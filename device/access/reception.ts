import type { ByteStream, ByteStreamEvents } from '../ports.ts';
import { Connection, type ConnectionOptions } from './connection.ts';

/** Phones that one car talks to at once; as many more may have a request under way (D13). */
export const maxConnections = 4;

/**
 * Opens a connection for each phone that comes. Where there are too many, whoever was silent longest has to go, so that
 * nobody keeps others out by being there (clause 6.10).
 */
export class Reception {
  readonly #options: Omit<ConnectionOptions, 'onEnd' | 'onHeard'>;
  /** In the order in which they were heard last. */
  readonly #open = new Set<Connection>();

  constructor(options: Omit<ConnectionOptions, 'onEnd' | 'onHeard'>) {
    this.#options = options;
  }

  connected(stream: ByteStream): ByteStreamEvents {
    if (!this.#hasRoom()) return turnedAway(stream);
    const connection: Connection = new Connection(stream, {
      ...this.#options,
      onHeard: () => this.#heard(connection),
      onEnd: () => this.#open.delete(connection),
    });
    this.#open.add(connection);
    return connection;
  }

  #heard(connection: Connection): void {
    if (this.#open.delete(connection)) this.#open.add(connection);
  }

  /** Where one has to go, one without a dialogue goes first; none whose request is under way. */
  #hasRoom(): boolean {
    const open = [...this.#open];
    if (open.length < maxConnections) return true;
    const leaving =
      open.find(({ stage }) => stage === 'silent') ?? open.find(({ stage }) => stage === 'begun');
    leaving?.letGo();
    return leaving !== undefined || open.length < 2 * maxConnections;
  }
}

function turnedAway(stream: ByteStream): ByteStreamEvents {
  stream.close();
  return { data() {}, closed() {} };
}
