import type { AedesOptions, AuthenticateError, Client, ConnectPacket, PublishPacket } from 'aedes';
import { messageOf } from '../../protocol/errors.ts';
import type { Log } from '../../protocol/runtime.ts';
import type { BrokerHooks, Peer } from '../ports.ts';
import {
  type BrokerConnection,
  badLogin,
  identifierRejected,
  serverUnavailable,
} from './broker-connection.ts';
import type { LoginFault, RefusedLogins } from './refused-logins.ts';

type Handlers = Required<
  Pick<
    AedesOptions,
    'preConnect' | 'authenticate' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'
  >
>;

export interface HandlerOptions {
  readonly hooks: BrokerHooks;
  readonly log: Log;
  readonly refusedLogins: Pick<RefusedLogins, 'refused'>;
  readonly longestClientId: number;
  /** All of MQTT 3.1.1: QoS 0 to 2, sessions that outlive connections, clients without a name, topics with `$`. */
  readonly conformance: boolean;
  connectionOf(client: Client): BrokerConnection | undefined;
  /** From then on nothing more is received, last wills least of all: it is the broker that goes. */
  isClosing(): boolean;
}

/** What aedes asks, put to the gateway. */
export function aedesHandlers(options: HandlerOptions): Handlers {
  const { hooks } = options;
  return {
    preConnect: (client, packet, callback) => {
      const connection = options.connectionOf(client);
      if (connection !== undefined) prepareConnect(options, packet, connection);
      callback(null, connection !== undefined);
    },
    authenticate: (client, username, password, done) => {
      authenticate(options, options.connectionOf(client), username, password).then(
        () => done(null, true),
        (refusal: AuthenticateError) => done(refusal, false),
      );
    },
    authorizePublish: (client, packet, callback) => {
      const connection = client === null ? undefined : options.connectionOf(client);
      const peer = connection?.peer ?? null;
      if (connection === undefined || peer === null) {
        callback(new Error('no login'));
        return;
      }
      const isWill = client?.closed === true;
      const refusal = whyNotPublish(options, peer, packet, isWill);
      if (refusal !== null) {
        callback(new Error(refusal));
        return;
      }
      const received = hooks.received(peer, packet.topic, bytesOf(packet.payload));
      connection.inTurn(received, callback, { afterFailures: isWill });
    },
    authorizeSubscribe: (client, subscription, callback) => {
      const connection = options.connectionOf(client);
      const peer = connection?.peer;
      const { topic } = subscription;
      const may = peer != null && !isReserved(options, topic) && hooks.maySubscribe(peer, topic);
      if (may && connection !== undefined) connection.asksForDollarTopics ||= topic.startsWith('$');
      callback(null, may ? subscription : null);
    },
    authorizeForward: (client, packet) =>
      isHidden(options.connectionOf(client), packet.topic) ? null : packet,
  };
}

/** `$SYS` is aedes' own; of other topics with `$` this protocol has none. */
const isReserved = ({ conformance }: HandlerOptions, topic: string): boolean =>
  topic.startsWith(conformance ? '$SYS' : '$');

/** MQTT-4.7.2-1, where aedes forgets it: among retained and queued messages. */
const isHidden = (connection: BrokerConnection | undefined, topic: string): boolean =>
  topic.startsWith('$') && connection?.asksForDollarTopics !== true;

/**
 * Refuses a bad client id; and makes it the login's own, so that nobody can take over the session of another login.
 * But for tests of conformance all sessions are clean: what a client misses while it is away is not kept (D13).
 */
function prepareConnect(
  { conformance, longestClientId }: HandlerOptions,
  packet: ConnectPacket,
  connection: BrokerConnection,
): void {
  const { clientId, clean, username } = packet;
  // MQTT-3.1.3-8: without a name there is no session to come back to.
  const isNameless = clientId === '' && clean !== true;
  if (isNameless || clientId.length > longestClientId) connection.refusal = identifierRejected;
  connection.clientId = clientId;
  packet.clientId = JSON.stringify([username ?? '', clientId === '' ? connection.number : clientId]);
  if (conformance) return;
  packet.clean = true;
  // Aedes does not see all that comes, so it is not to watch the clock.
  connection.keepAliveSeconds = packet.keepalive ?? 0;
  packet.keepalive = 0;
}

async function authenticate(
  { hooks, log, refusedLogins, conformance }: HandlerOptions,
  connection: BrokerConnection | undefined,
  username: string | undefined,
  password: Uint8Array | undefined,
): Promise<void> {
  if (connection === undefined) throw refusal(serverUnavailable, 'the connection is unknown');
  if (connection.refusal !== null) throw refusal(connection.refusal, 'the client id is refused');
  if (username === undefined && !conformance) throw refusal(badLogin, 'the client gave no name');
  const told = (reason: LoginFault): void => {
    refusedLogins.refused(username ?? '', connection.remoteAddress, reason);
    connection.isRefusalTold = true;
  };
  const peer = await hooks
    .authenticate(username ?? '', password ?? new Uint8Array())
    .catch((thrown: unknown) => {
      log.error({ reason: messageOf(thrown) }, 'a login could not be checked');
      throw refusal(serverUnavailable, messageOf(thrown));
    });
  if (peer === null) {
    told('wrong name or password');
    throw refusal(badLogin, `name or password of ${JSON.stringify(username)} is wrong`);
  }
  // One session a car (2.1): what a connection may hold up or fill is bounded, so their number has to be as well (D13).
  if (peer.kind === 'car' && !conformance && connection.clientId !== peer.car) {
    told('another client id than its name');
    throw refusal(identifierRejected, `${peer.car} connects under another client id than its name`);
  }
  connection.peer = peer;
}

const refusal = (returnCode: 2 | 3 | 4, message: string): AuthenticateError =>
  Object.assign(new Error(message), { returnCode });

function whyNotPublish(
  options: HandlerOptions,
  peer: Peer,
  packet: PublishPacket,
  isWill: boolean,
): string | null {
  if (options.isClosing()) return 'the broker shuts down';
  if (packet.qos !== 1 && !isWill && !options.conformance) return `a message at QoS ${packet.qos}, not 1`;
  // An observer only reads, whatever the gateway says.
  const may = peer.kind === 'car' && !isReserved(options, packet.topic);
  return may && options.hooks.mayPublish(peer, packet.topic)
    ? null
    : `no right to publish to ${packet.topic}`;
}

const bytesOf = (payload: string | Uint8Array): Uint8Array =>
  typeof payload === 'string' ? Buffer.from(payload) : payload;
