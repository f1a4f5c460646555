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
  readonly #turns: Turn[] = [];
  #failure: Error | null = null;

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
    const turn: Turn = { callback, afterFailures: options.afterFailures, result: undefined };
    this.#turns.push(turn);
    const settle = (result: Error | null): void => {
      turn.result = result;
      this.#callBack();
    };
    received.then(
      () => settle(null),
      (reason: unknown) => settle(reason instanceof Error ? reason : new Error(String(reason))),
    );
  }

  /** A queue, since a promise that waits for the one before it cost more than all else that is done for a message. */
  #callBack(): void {
    for (let turn = this.#turns[0]; turn?.result !== undefined; turn = this.#turns[0]) {
      this.#turns.shift();
      this.#failure ??= turn.result;
      turn.callback(turn.afterFailures ? turn.result : this.#failure);
    }
  }
}

interface Turn {
  readonly callback: (error: Error | null) => void;
  readonly afterFailures: boolean;
  /** Undefined until it is known. */
  result: Error | null | undefined;
}
