import type { BrokerHooks, Peer } from '../../gateway/ports.ts';
import { carId } from '../../protocol/ids.ts';

export const password = 'correct horse';
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Received {
  readonly peer: Peer;
  readonly topic: string;
  readonly payload: Uint8Array;
  resolve(): void;
  reject(reason: Error): void;
}

/**
 * A gateway that remembers what the broker told it. Logins: `car-NN` and `watcher`; a car has rights under `cars/car-NN/`,
 * `watcher` everywhere.
 */
export class GatewayStub {
  readonly received: Received[] = [];
  readonly connected: Peer[] = [];
  readonly disconnected: Peer[] = [];
  #holds = false;

  /** From now on a message is received only when the test says so. */
  hold(): void {
    this.#holds = true;
  }

  texts(): string[] {
    return this.received.map(({ topic, payload }) => `${topic}=${Buffer.from(payload)}`);
  }

  readonly hooks: BrokerHooks = {
    authenticate: async (username, given) =>
      Buffer.from(given).toString() === password ? peerOf(username) : null,
    mayPublish: (peer, topic) => isUnder(peer, topic),
    maySubscribe: (peer, filter) => isUnder(peer, filter),
    received: (peer, topic, payload) =>
      new Promise((resolve, reject) => {
        this.received.push({ peer, topic, payload: Uint8Array.from(payload), resolve, reject });
        if (!this.#holds) resolve();
      }),
    connected: (peer) => void this.connected.push(peer),
    disconnected: (peer) => void this.disconnected.push(peer),
  };
}

function peerOf(username: string): Peer | null {
  if (username === 'watcher') return { kind: 'observer', name: 'watcher' };
  return username.startsWith('car-') ? { kind: 'car', car: carId(username) } : null;
}

const isUnder = (peer: Peer, topic: string): boolean =>
  peer.kind === 'observer' || topic.startsWith(`cars/${peer.car}/`);
