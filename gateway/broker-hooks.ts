import { createHash } from 'node:crypto';
import { sameBytes } from '../protocol/codec/bytes.ts';
import { Fault } from '../protocol/errors.ts';
import { carId } from '../protocol/ids.ts';
import type { Clock, Log } from '../protocol/runtime.ts';
import { carMayPublish, carMaySubscribe, everything, topicOf } from '../protocol/topics.ts';
import type { GatewayConfig } from './config.ts';
import type { FleetStatus } from './fleet-status.ts';
import type { IngestQueue } from './ingest/ingest-queue.ts';
import type { UplinkTopic } from './ingest/message.ts';
import type { ListPublisher } from './list-publisher.ts';
import type { BrokerHooks, Peer, Store } from './ports.ts';

export interface HookParts {
  readonly store: Pick<Store, 'authenticate'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: IngestQueue;
  readonly fleet: FleetStatus;
  readonly lists: Pick<ListPublisher, 'online' | 'gone'>;
  readonly observer: GatewayConfig['observer'];
}

/** Logins, rights and the way of messages into the ingest queue (clauses 2.1, 2.4). */
export const createBrokerHooks = (parts: HookParts): BrokerHooks => ({
  authenticate: (username, password) => authenticate(parts, username, password),
  mayPublish: (peer, topic) => peer.kind === 'car' && carMayPublish(peer.car, topic),
  maySubscribe: (peer, filter) => (peer.kind === 'car' ? carMaySubscribe(peer.car, filter) : isOurs(filter)),
  received: (peer, topic, payload) => received(parts, peer, topic, payload),
  connected: (peer) => {
    if (peer.kind === 'car') parts.fleet.connected(peer.car);
  },
  disconnected: (peer) => {
    if (peer.kind !== 'car') return;
    parts.fleet.disconnected(peer.car);
    parts.lists.gone(peer.car);
  },
});

const root = everything.slice(0, -1);
const isOurs = (filter: string): boolean => filter.startsWith(root);

async function authenticate(
  { store, observer }: HookParts,
  username: string,
  password: Uint8Array,
): Promise<Peer | null> {
  if (observer !== undefined && username === observer.name)
    return isPassword(observer.password, password) ? { kind: 'observer', name: username } : null;
  if (!/^[a-z0-9-]{1,8}$/.test(username)) return null;
  const car = carId(username);
  return (await store.authenticate(car, password)) ? { kind: 'car', car } : null;
}

const isPassword = (expected: string, given: Uint8Array): boolean =>
  sameBytes(digestOf(new TextEncoder().encode(expected)), digestOf(given));
const digestOf = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

function received(
  { clock, queue, fleet, lists }: HookParts,
  peer: Peer,
  topic: string,
  payload: Uint8Array,
): Promise<void> {
  const name = topic.slice(topic.lastIndexOf('/') + 1);
  if (peer.kind !== 'car' || !isUplink(name) || topic !== topicOf(peer.car, name)) {
    const fault = { code: 'not-allowed', blame: 'sender' } as const;
    return Promise.reject(new Fault(fault, `${topic}: not written by this peer`));
  }
  const { car } = peer;
  const receivedAt = clock.wall();
  if (name === 'status') {
    fleet.reported(car, payload, receivedAt);
    if (fleet.of(car).status?.state === 'online') lists.online(car);
  }
  return queue.add({ car, topic: name, payload, receivedAt });
}

const uplinkTopics: ReadonlySet<string> = new Set<UplinkTopic>(['records', 'samples', 'losses', 'status']);
const isUplink = (name: string): name is UplinkTopic => uplinkTopics.has(name);
