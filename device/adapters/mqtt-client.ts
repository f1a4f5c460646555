import { connect, type IClientOptions, type MqttClient as MqttJsClient } from 'mqtt';
import { brokerFault, brokerRefused, brokerUnavailable } from '../../protocol/adapters/broker-fault.ts';
import { type TlsCredentials, tlsOptions } from '../../protocol/adapters/tls-credentials.ts';
import type { Fault } from '../../protocol/errors.ts';
import type { LastWill, Mqtt, MqttEvents, MqttSession } from '../ports.ts';

export interface MqttClientOptions {
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

/** How many calls may wait for the broker's answer. */
const mostCalls = 2_000;
/** How long `close` waits for answers that are due. */
const farewellMilliseconds = 1_000;
const connectTimeoutMilliseconds = 10_000;

/** The MQTT port over MQTT.js. Each `connect` is a client of its own: nothing is stored, nothing reconnects. */
export class MqttClient implements Mqtt {
  readonly #url: string;
  readonly #options: IClientOptions;

  /** @throws {Fault} `certificate-unusable` */
  constructor({ url, tls, ...login }: MqttClientOptions) {
    this.#url = url;
    this.#options = { ...login, ...tlsOptions(tls ?? {}), ...fixedOptions };
  }

  connect(lastWill: LastWill, events: MqttEvents): Promise<MqttSession> {
    const client = connect(this.#url, { ...this.#options, will: willOf(lastWill) });
    const session = new Session(client, events);
    return session.opened();
  }
}

const fixedOptions = {
  protocolVersion: 4,
  clean: true,
  reconnectPeriod: 0,
  connectTimeout: connectTimeoutMilliseconds,
  resubscribe: false,
  rejectUnauthorized: true,
} as const satisfies IClientOptions;

const willOf = (will: LastWill) => ({
  topic: will.topic,
  payload: Buffer.from(will.payload),
  qos: 1 as const,
  retain: true,
});

type Reject = (reason: Fault) => void;
type Done = (fault?: Fault) => void;

class Session implements MqttSession {
  readonly #client: MqttJsClient;
  readonly #events: MqttEvents;
  readonly #calls = new Set<Reject>();
  #state: 'connecting' | 'open' | 'over' = 'connecting';
  #ending: Fault | null = null;

  constructor(client: MqttJsClient, events: MqttEvents) {
    this.#client = client;
    this.#events = events;
    client.on('message', (topic, payload) => {
      if (this.#state === 'open') events.message(topic, payload);
    });
    client.on('error', (error) => {
      this.#ending ??= brokerFault(error);
      client.end(true);
    });
    client.once('close', () => this.#over(this.#ending ?? brokerUnavailable('the connection was closed')));
  }

  /** The session, once the broker has accepted it. */
  opened(): Promise<MqttSession> {
    return new Promise((resolve, reject) => {
      this.#calls.add(reject);
      this.#client.once('connect', () => {
        this.#calls.delete(reject);
        this.#state = 'open';
        resolve(this);
      });
    });
  }

  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void> {
    return this.#call((done) => {
      this.#client.publish(topic, Buffer.from(payload), { qos: 1, retain: options.retain }, (error) =>
        done(error == null ? undefined : brokerUnavailable(error.message)),
      );
    });
  }

  subscribe(filter: string): Promise<void> {
    return this.#call((done) => {
      this.#client.subscribe(filter, { qos: 1 }, (error) =>
        done(error == null ? undefined : brokerRefused(`no subscription to ${filter}: ${error.message}`)),
      );
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
      if (this.#state !== 'open' || this.#calls.size >= mostCalls) {
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

  #over(fault: Fault): void {
    const wasOpen = this.#state === 'open';
    this.#state = 'over';
    for (const reject of this.#calls) reject(fault);
    this.#calls.clear();
    if (wasOpen) this.#events.closed(fault.message);
  }
}
