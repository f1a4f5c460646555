import { brokerUnavailable } from '../../protocol/adapters/broker-fault.ts';
import { type BrokerLogin, type ClientSession, MqttConnector } from '../../protocol/adapters/mqtt-session.ts';
import { systemRandom } from '../../protocol/adapters/node-runtime.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { fraction, type Log } from '../../protocol/runtime.ts';
import { uplinkFilters } from '../../protocol/topics.ts';
import type { Broker, BrokerAddress, BrokerHooks } from '../ports.ts';
import { OutsideCars } from './outside-cars.ts';

export interface OutsideBrokerOptions extends BrokerLogin {
  readonly log: Log;
}

/** Receipts and commands that may wait for the broker; packet ids end at 65,535. */
const mostCalls = 20_000;
/** Between attempts to connect: doubling, of which a random half to whole (D13). */
const leastPauseMilliseconds = 1_000;
const mostPauseMilliseconds = 60_000;

/**
 * A broker of its own, such as Mosquitto, between cars and gateway, which is one of its clients. Logins and rights are the
 * broker's (clause 2.4): a car's name is taken from the topic that it authorised. Messages are acknowledged to it at once;
 * one that is not stored gets no receipt, and the car sends it again (D3).
 */
export class OutsideBroker implements Broker {
  readonly #connector: MqttConnector;
  readonly #address: BrokerAddress;
  readonly #log: Log;
  #session: ClientSession | null = null;
  /** Ends the pause between attempts; null outside of one. */
  #endPause: (() => void) | null = null;
  #closed = false;

  /** @throws {Fault} `certificate-unusable`, `broker-url-invalid` */
  constructor({ log, ...login }: OutsideBrokerOptions) {
    this.#address = addressOf(login.url);
    this.#connector = new MqttConnector(login);
    this.#log = log;
  }

  /**
   * From here on there is a connection whenever the broker can be reached, at the first try or later.
   * @throws {Fault} `broker-refused` when the first try shows that login, rights or certificates are wrong.
   */
  async listen(hooks: BrokerHooks): Promise<BrokerAddress> {
    const cars = new OutsideCars(hooks, this.#log);
    const first = await this.#connect(cars).catch((thrown: unknown) => {
      if (thrown instanceof Fault && !thrown.temporary) throw thrown;
      this.#notReached(thrown);
      return null;
    });
    void this.#keepConnected(cars, first);
    return this.#address;
  }

  publish(topic: string, payload: Uint8Array, options: { readonly retain: boolean }): Promise<void> {
    const reason = 'the gateway is not connected to its broker';
    return (
      this.#session?.publish(topic, payload, options) ??
      Promise.reject(brokerUnavailable(reason, { mayHaveHappened: false }))
    );
  }

  /** The connections are not the gateway's to close; a car without receipts sends again by itself (clause 4.1). */
  disconnect(): void {}

  async close(): Promise<void> {
    this.#closed = true;
    this.#endPause?.();
    await this.#session?.close();
  }

  async #keepConnected(cars: OutsideCars, first: Connection | null): Promise<void> {
    let connection = first;
    for (let failures = 0; !this.#closed; ) {
      if (connection !== null) {
        failures = 0;
        const reason = await connection.ended;
        if (this.#closed) return;
        this.#log.warn({ ...this.#address, reason }, 'the connection to the broker ended');
      }
      await this.#pause(failures++);
      if (this.#closed) return;
      connection = await this.#connect(cars).catch((thrown: unknown) => this.#notReached(thrown));
    }
  }

  async #connect(cars: OutsideCars): Promise<Connection> {
    const ended = Promise.withResolvers<string>();
    const session = await this.#connector.connect(
      {
        message: (topic, payload, retained) => cars.received(topic, payload, retained),
        closed: (reason) => {
          this.#session = null;
          cars.lost();
          ended.resolve(reason);
        },
      },
      { mostCalls },
    );
    this.#session = session;
    try {
      await session.subscribe(...uplinkFilters);
    } catch (thrown) {
      await session.close();
      throw thrown;
    }
    if (this.#closed) await session.close();
    else this.#log.info({ ...this.#address }, 'connected to the broker');
    return { ended: ended.promise };
  }

  #notReached(thrown: unknown): null {
    this.#log.warn({ ...this.#address, reason: messageOf(thrown) }, 'the broker is not reached');
    return null;
  }

  async #pause(failures: number): Promise<void> {
    const full = Math.min(mostPauseMilliseconds, leastPauseMilliseconds * 2 ** Math.min(failures, 20));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, full / 2 + (full / 2) * fraction(systemRandom));
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#endPause = null;
  }
}

interface Connection {
  readonly ended: Promise<string>;
}

const usualPorts: ReadonlyMap<string, number> = new Map([
  ['mqtt:', 1883],
  ['mqtts:', 8883],
]);

function addressOf(text: string): BrokerAddress {
  const url = URL.parse(text);
  const usualPort = usualPorts.get(url?.protocol ?? '');
  if (url === null || url.hostname === '' || usualPort === undefined) {
    const message = `${text}: not mqtt://HOST:PORT or mqtts://HOST:PORT`;
    throw new Fault({ code: 'broker-url-invalid', blame: 'operator' }, message);
  }
  return { host: url.hostname, port: url.port === '' ? usualPort : Number(url.port) };
}
