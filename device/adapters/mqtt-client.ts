import { connect, type IClientOptions, type MqttClient as MqttJsClient } from 'mqtt';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { LastWill, Mqtt, MqttEvents, MqttSession } from '../ports.ts';

export interface MqttClientOptions {
  /** `mqtt://host:port`, or `mqtts://` for TLS. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  /** In seconds; after one and a half times that without a sign the other end counts as gone. */
  readonly keepalive?: number;
}

/** How many calls may wait for the broker's answer. */
const mostCalls = 2_000;
/** How long `close` waits for answers that are due. */
const farewellMilliseconds = 1_000;
const connectTimeoutMilliseconds = 10_000;

/** The MQTT port over MQTT.js. Each `connect` is a client of its own: nothing is stored, nothing reconnects. */
export class MqttClient implements Mqtt {
  readonly #options: MqttClientOptions;

  constructor(options: MqttClientOptions) {
    this.#options = options;
  }

  connect(lastWill: LastWill, events: MqttEvents): Promise<MqttSession> {
    const { url, ...login } = this.#options;
    const client = connect(url, { ...login, ...fixedOptions, will: willOf(lastWill) });
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
      this.#ending ??= faultOf(error);
      client.end(true);
    });
    client.once('close', () => this.#over(this.#ending ?? unavailable('the connection was closed')));
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
        done(error == null ? undefined : unavailable(error.message)),
      );
    });
  }

  subscribe(filter: string): Promise<void> {
    return this.#call((done) => {
      this.#client.subscribe(filter, { qos: 1 }, (error) =>
        done(error == null ? undefined : refused(`no subscription to ${filter}: ${error.message}`)),
      );
    });
  }

  async close(): Promise<void> {
    if (this.#state === 'over') return;
    const closed = new Promise<void>((resolve) => {
      this.#client.once('close', () => resolve());
    });
    this.#ending ??= unavailable('closed by this side');
    this.#client.end(false);
    const timer = setTimeout(() => this.#client.stream.destroy(), farewellMilliseconds);
    await closed;
    clearTimeout(timer);
  }

  #call(start: (done: Done) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open' || this.#calls.size >= mostCalls) {
        const reason = this.#state === 'open' ? 'too much is under way' : 'the session is over';
        reject(unavailable(reason, { mayHaveHappened: false }));
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

/** CONNACK return codes 1, 2, 4 and 5 (MQTT 3.1.1, table 3.1) will be the same next time; all else may pass. */
function faultOf(error: Error): Fault {
  const code = 'code' in error ? error.code : undefined;
  const isRefusal = code === 1 || code === 2 || code === 4 || code === 5;
  return isRefusal ? refused(error.message) : unavailable(describe(error));
}

/** A failed connection to a name with two addresses has its messages inside. */
const describe = (error: Error): string =>
  error instanceof AggregateError ? error.errors.map(messageOf).join(', ') : error.message;

function unavailable(reason: string, details = { mayHaveHappened: true }): Fault {
  return new Fault({ code: 'broker-unavailable', blame: 'environment', temporary: true, ...details }, reason);
}

function refused(reason: string): Fault {
  return new Fault({ code: 'broker-refused', blame: 'operator' }, reason);
}
