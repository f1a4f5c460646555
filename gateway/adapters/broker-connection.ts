import type { Socket } from 'node:net';
import type { CarId } from '../../protocol/ids.ts';
import type { Peer } from '../ports.ts';
import type { GuardedSocket, PacketTaker } from './guarded-socket.ts';

/** CONNACK return codes (MQTT 3.1.1, table 3.1). */
export const identifierRejected = 2;
export const serverUnavailable = 3;
export const badLogin = 4;

/** What the broker knows of one TCP connection. */
export class BrokerConnection {
  readonly socket: Socket;
  /** Counts connections, and names a client that does not name itself. */
  readonly number: number;
  /** As the client names itself. */
  clientId = '';
  /** Set when CONNECT is refused before anybody was asked. */
  refusal: typeof identifierRejected | null = null;
  /** The log has been told why the login was refused, or that there are too many to tell. */
  isRefusalTold = false;
  /** Set once the login is right. */
  peer: Peer | null = null;
  /** Set between the hooks `connected` and `disconnected`. */
  isConnected = false;
  /** Whether it has subscribed to a filter that begins with `$`. */
  asksForDollarTopics = false;
  /** From CONNECT; 0 for none. */
  keepAliveSeconds = 0;
  readonly #guarded: GuardedSocket;
  /** Kept, since a closed socket does not know it any more. */
  readonly remoteAddress: string;
  readonly #turns: Turn[] = [];
  #bytesUnderWay = 0;
  readonly #acknowledged: number[] = [];
  /** The first message that was not received. */
  #failure: Error | null = null;

  constructor(socket: Socket, guarded: GuardedSocket, number: number) {
    this.socket = socket;
    this.#guarded = guarded;
    this.remoteAddress = socket.remoteAddress ?? 'nowhere';
    this.number = number;
  }

  /** After CONNACK: lets through what comes after CONNECT; `taker` sees it before aedes does. */
  connected(taker: PacketTaker): void {
    this.isConnected = true;
    this.#guarded.open(taker);
  }

  belongsTo(car: CarId): boolean {
    return this.peer?.kind === 'car' && this.peer.car === car;
  }

  /** Who is there, for the log. */
  describe(): string {
    if (this.peer === null) return `unknown from ${this.remoteAddress}`;
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
    const { afterFailures } = options;
    const answer = (failure: Error | null, own: Error | null): void =>
      callback(afterFailures ? own : failure);
    this.#wait(received, { answer, bytes: 0, result: undefined });
  }

  /**
   * As `inTurn`: with a PUBACK, in one write with those that are due at the same time, or the end of the connection.
   * @param acknowledged called when PUBACK is on its way
   */
  acknowledgeInTurn(
    received: Promise<void>,
    { packetId, bytes }: { readonly packetId: number; readonly bytes: number },
    acknowledged: () => void,
  ): void {
    const answer = (failure: Error | null): void => {
      if (failure !== null) {
        this.socket.destroy(failure);
        return;
      }
      this.#acknowledge(packetId);
      acknowledged();
    };
    this.#wait(received, { answer, bytes, result: undefined });
  }

  /** Messages whose answer is not out yet. */
  get messagesUnderWay(): number {
    return this.#turns.length;
  }

  get bytesUnderWay(): number {
    return this.#bytesUnderWay;
  }

  #wait(received: Promise<void>, turn: Turn): void {
    this.#turns.push(turn);
    this.#bytesUnderWay += turn.bytes;
    received.then(
      () => this.#settle(turn, null),
      (reason: unknown) => this.#settle(turn, reason instanceof Error ? reason : new Error(String(reason))),
    );
  }

  /** A queue, since a promise that waits for the one before it cost more than all else that is done for a message. */
  #settle(settled: Turn, result: Error | null): void {
    settled.result = result;
    for (let turn = this.#turns[0]; turn?.result !== undefined; turn = this.#turns[0]) {
      this.#turns.shift();
      this.#bytesUnderWay -= turn.bytes;
      this.#failure ??= turn.result;
      turn.answer(this.#failure, turn.result);
    }
  }

  #acknowledge(packetId: number): void {
    if (this.#acknowledged.length === 0) process.nextTick(() => this.#writeAcknowledgements());
    this.#acknowledged.push(packetId);
  }

  #writeAcknowledgements(): void {
    const ids = this.#acknowledged.splice(0);
    const packets = Buffer.allocUnsafe(ids.length * 4);
    for (const [at, id] of ids.entries()) packets.writeUInt32BE(puback + id, at * 4);
    if (!this.socket.destroyed) this.socket.write(packets);
    this.#guarded.readOn();
  }
}

/** Fixed header of a PUBACK (MQTT 3.1.1, 3.4), before the packet id. */
const puback = 0x4002_0000;

interface Turn {
  readonly answer: (failure: Error | null, own: Error | null) => void;
  readonly bytes: number;
  /** Undefined until it is known. */
  result: Error | null | undefined;
}
