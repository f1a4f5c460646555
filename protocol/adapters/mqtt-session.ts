import { Socket } from 'node:net';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Fault } from '../errors.ts';
import { brokerFault, brokerRefused, brokerUnavailable } from './broker-fault.ts';
import { type TlsCredentials, tlsOptions } from './tls-credentials.ts';

export interface BrokerLogin {
  /** `mqtt://host:port`, or `mqtts://` for TLS. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  /** In seconds; after one and a half times that without a sign the other end counts as gone. */
  readonly keepalive?: number;
  /** For `mqtts://`; the broker must show a certificate for the URL's host. */
  readonly tls?: TlsCredentials;
}

export interface SessionEvents {
  /** `retained`: the broker had kept it for whoever subscribes. */
  message(topic: string, payload: Uint8Array, retained: boolean): void;
  /** The session is over, for whatever reason; nothing more comes, and pending calls fail. */
  /** `byBroker`: the other end closed it in good order. */
  closed(reason: string, byBroker: boolean): void;
}

export interface SessionOptions {
  readonly will?: NonNullable<IClientOptions['will']>;
  /** How many calls may wait for the broker's answer. */
  readonly mostCalls: number;
}

/** How long `close` waits for answers that are due. */
const farewellMilliseconds = 1_000;
const connectTimeoutMilliseconds = 10_000;

const fixedOptions = {
  protocolVersion: 4,
  clean: true,
  reconnectPeriod: 0,
  connectTimeout: connectTimeoutMilliseconds,
  resubscribe: false,
  rejectUnauthorized: true,
} as const satisfies IClientOptions;

/** MQTT.js as this project uses it: MQTT 3.1.1 at QoS 1, clean sessions. */
export class MqttConnector {
  readonly #options: IClientOptions;

  /** @throws {Fault} `certificate-unusable` */
  constructor({ url, tls, ...login }: BrokerLogin) {
    this.#options = { ...addressIn(url), ...login, ...tlsOptions(tls ?? {}), ...fixedOptions };
  }

  /** @throws {Fault} `broker-unavailable` or `broker-refused` */
  connect(events: SessionEvents, { will, mostCalls }: SessionOptions): Promise<ClientSession> {
    const client = connect({ ...this.#options, ...(will === undefined ? {} : { will }) });
    // An acknowledgement and a message behind it are two small writes: the second would wait some 40 ms for the first.
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    return new ClientSession(client, events, mostCalls).opened();
  }
}

/** Taken apart here: MQTT.js does it in a way that Node warns of in every log. */
function addressIn(url: string): IClientOptions {
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const secured = protocol === 'mqtts:' ? 'mqtts' : 'mqtt';
  return { protocol: secured, host, ...(port === '' ? {} : { port: Number(port) }) };
}

type Reject = (reason: Fault) => void;
type Done = (fault?: Fault) => void;

/** One session, on a client of its own: nothing is stored, nothing reconnects. */
export class ClientSession {
  readonly #client: MqttClient;
  readonly #events: SessionEvents;
  readonly #mostCalls: number;
  readonly #calls = new Set<Reject>();
  readonly #pings: Done[] = [];
  #state: 'connecting' | 'open' | 'over' = 'connecting';
  #ending: Fault | null = null;

  constructor(client: MqttClient, events: SessionEvents, mostCalls: number) {
    this.#client = client;
    this.#events = events;
    this.#mostCalls = mostCalls;
    client.on('message', (topic, payload, { retain }) => {
      if (this.#state === 'open') events.message(topic, payload, retain);
    });
    client.on('packetreceive', ({ cmd }) => {
      if (cmd === 'pingresp') for (const done of this.#pings.splice(0)) done();
    });
    client.on('error', (error) => {
      this.#ending ??= brokerFault(error);
      client.end(true);
    });
    client.once('close', () => this.#over());
  }

  /** The session, once the broker has accepted it. */
  opened(): Promise<this> {
    return new Promise((resolve, reject) => {
      this.#calls.add(reject);
      this.#client.once('connect', () => {
        this.#calls.delete(reject);
        this.#state = 'open';
        resolve(this);
      });
    });
  }

  /** Resolves with the PUBACK. @throws {Fault} `broker-unavailable` */
  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void> {
    return this.#call((done) => {
      this.#client.publish(topic, Buffer.from(payload), { qos: 1, retain: options.retain }, (error) =>
        done(error == null ? undefined : brokerUnavailable(error.message)),
      );
    });
  }

  /** @throws {Fault} `broker-refused` where any filter is; `broker-unavailable` */
  subscribe(...filters: readonly string[]): Promise<void> {
    return this.#call((done) => {
      this.#client.subscribe([...filters], { qos: 1 }, (error) =>
        done(error == null ? undefined : brokerRefused(`no subscription to ${filters}: ${error.message}`)),
      );
    });
  }

  /** Resolves with the PINGRESP. @throws {Fault} `broker-unavailable` */
  ping(): Promise<void> {
    return this.#call((done) => {
      this.#pings.push(done);
      this.#client.sendPing();
    });
  }

  async close(): Promise<void> {
    if (this.#state === 'over') return;
    const closed = new Promise<void>((resolve) => {
      this.#client.once('close', () => resolve());
    });
    this.#ending ??= brokerUnavailable('closed by this side');
    this.#client.end(false);
    const timer = setTimeout(() => this.#client.stream.destroy(), farewellMilliseconds);
    await closed;
    clearTimeout(timer);
  }

  #call(start: (done: Done) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open' || this.#calls.size >= this.#mostCalls) {
        const reason = this.#state === 'open' ? 'too much is under way' : 'the session is over';
        reject(brokerUnavailable(reason, { mayHaveHappened: false }));
        return;
      }
      this.#calls.add(reject);
      start((fault) => {
        this.#calls.delete(reject);
        if (fault === undefined) resolve();
        else reject(fault);
      });
    });
  }

  #over(): void {
    const fault = this.#ending ?? brokerUnavailable('the connection was closed');
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    for (const reject of this.#calls) reject(fault);
    this.#calls.clear();
    if (wasOpen) this.#events.closed(fault.message, this.#ending === null);
  }
}
