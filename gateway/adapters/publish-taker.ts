import type { BrokerHooks, Peer } from '../ports.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { PacketTaker } from './guarded-socket.ts';
import type { WholePacket } from './packet-cutter.ts';

/** How much of one connection may be under way (D13); more stays in its socket. */
export interface UnderWayLimits {
  readonly messagesUnderWay: number;
  readonly bytesUnderWay: number;
}

export interface PublishTakerParts {
  readonly connection: BrokerConnection;
  readonly peer: Peer;
  readonly hooks: BrokerHooks;
  readonly limits: UnderWayLimits;
  isClosing(): boolean;
  /** After it was received: to whoever reads what cars write. */
  forward(topic: string, payload: Buffer): void;
}

/** PUBLISH at QoS 1, not retained; with DUP or without (MQTT 3.1.1, 3.3). */
const publishAtQos1 = 0x32;
const dup = 0x08;

/** A car writes to four topics. */
const mostTopics = 8;

/**
 * Takes the ordinary message of a car, at QoS 1 to a topic of its own, past aedes, which spends more on it than all else
 * that the broker's thread does. Whatever is not quite so is left to aedes, also to be refused.
 */
export class PublishTaker implements PacketTaker {
  readonly #parts: PublishTakerParts;
  /** To which the peer may write. */
  readonly #topics = new Set<string>();
  readonly #keepAlive: NodeJS.Timeout | null;

  constructor(parts: PublishTakerParts) {
    this.#parts = parts;
    const { socket, keepAliveSeconds } = parts.connection;
    // MQTT-3.1.2-24
    const giveUp = (): void => void socket.destroy(new Error('keep alive timeout'));
    this.#keepAlive = keepAliveSeconds === 0 ? null : setTimeout(giveUp, keepAliveSeconds * 1500);
    socket.once('close', () => clearTimeout(this.#keepAlive ?? undefined));
  }

  isFull(): boolean {
    const { connection, limits } = this.#parts;
    return (
      connection.messagesUnderWay >= limits.messagesUnderWay ||
      connection.bytesUnderWay >= limits.bytesUnderWay ||
      connection.socket.writableLength >= limits.bytesUnderWay
    );
  }

  heard(): void {
    this.#keepAlive?.refresh();
  }

  take({ bytes, bodyAt }: WholePacket): boolean {
    if (((bytes[0] ?? 0) & ~dup) !== publishAtQos1 || bytes.length < bodyAt + 2) return false;
    const topicAt = bodyAt + 2;
    const idAt = topicAt + bytes.readUInt16BE(bodyAt);
    if (bytes.length < idAt + 2) return false;
    const topic = bytes.toString('latin1', topicAt, idAt);
    const id = bytes.readUInt16BE(idAt);
    if (id === 0 || this.#parts.isClosing() || !this.#mayPublish(topic)) return false;
    this.#receive(topic, id, bytes.subarray(idAt + 2));
    return true;
  }

  #mayPublish(topic: string): boolean {
    if (this.#topics.has(topic)) return true;
    const { hooks, peer } = this.#parts;
    if (peer.kind !== 'car' || !hooks.mayPublish(peer, topic)) return false;
    if (this.#topics.size < mostTopics) this.#topics.add(topic);
    return true;
  }

  #receive(topic: string, packetId: number, payload: Buffer): void {
    const { connection, hooks, peer, forward } = this.#parts;
    const received = hooks.received(peer, topic, payload);
    const message = { packetId, bytes: payload.length };
    connection.acknowledgeInTurn(received, message, () => forward(topic, payload));
  }
}
