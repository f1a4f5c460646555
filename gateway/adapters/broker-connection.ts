import type { Socket } from 'node:net';
import type { CarId } from '../../protocol/ids.ts';
import type { Peer } from '../ports.ts';
import type { GuardedSocket } from './guarded-socket.ts';

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
export const identifierRejected = 2;
export const serverUnavailable = 3;
export const badLogin = 4;

/** What the broker knows of one TCP connection. */
export class BrokerConnection {
  readonly socket: Socket;
  /** Counts connections, and names a client that does not name itself. */
  readonly number: number;
  /** Set when CONNECT is refused before anybody was asked. */
  refusal: typeof identifierRejected | null = null;
  /** Set once the login is right. */
  peer: Peer | null = null;
  /** Set between the hooks `connected` and `disconnected`. */
  isConnected = false;
  /** Whether it has subscribed to a filter that begins with `$`. */
  asksForDollarTopics = false;
  readonly #guarded: GuardedSocket;
  /** Kept, since a closed socket does not know it any more. */
  readonly #remoteAddress: string;
  #received: Promise<unknown> = Promise.resolve();

  constructor(socket: Socket, guarded: GuardedSocket, number: number) {
    this.socket = socket;
    this.#guarded = guarded;
    this.#remoteAddress = socket.remoteAddress ?? 'nowhere';
    this.number = number;
  }

  /** After CONNACK: lets through what comes after CONNECT. */
  connected(): void {
    this.isConnected = true;
    this.#guarded.open();
  }

  belongsTo(car: CarId): boolean {
    return this.peer?.kind === 'car' && this.peer.car === car;
  }

  /** Who is there, for the log. */
  describe(): string {
    if (this.peer === null) return `unknown from ${this.#remoteAddress}`;
    return this.peer.kind === 'car' ? this.peer.car : `observer ${this.peer.name}`;
  }

  /**
   * Calls back when this message and all before it on this connection are received: PUBACKs leave in order, and after
   * a message that was not received there are none. A last will comes after whatever happened before.
   */
  inTurn(
    received: Promise<void>,
    callback: (error: Error | null) => void,
    options: { readonly afterFailures: boolean },
  ): void {
    const before = options.afterFailures ? this.#received.catch(() => {}) : this.#received;
    const turn = Promise.all([before, received]);
    this.#received = turn;
    turn.then(
      () => callback(null),
      (reason: unknown) => callback(reason instanceof Error ? reason : new Error(String(reason))),
    );
  }
}
