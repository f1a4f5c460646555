import { type BrokerLogin, MqttConnector } from '../../protocol/adapters/mqtt-session.ts';
import type { BrokerAddress, LastWill, Mqtt, MqttEvents, MqttSession } from '../ports.ts';

/** How many calls may wait for the broker's answer. */
const mostCalls = 2_000;

/**
 * In seconds; the broker gives a car up after one and a half times that. The car itself shows that it is there at least
 * every 19 minutes, so MQTT.js has nothing to add.
 */
const keepalive = 1_200;

/** The MQTT port over MQTT.js. */
export class MqttClient implements Mqtt {
  readonly #login: BrokerLogin;
  readonly #configured: MqttConnector;

  /** @throws {Fault} `certificate-unusable` */
  constructor(login: BrokerLogin) {
    this.#login = { keepalive, ...login };
    this.#configured = new MqttConnector(this.#login);
  }

  async connect(lastWill: LastWill, events: MqttEvents, broker?: BrokerAddress): Promise<MqttSession> {
    const { topic, payload } = lastWill;
    const will = { topic, payload: Buffer.from(payload), qos: 1, retain: true } as const;
    const connector = broker === undefined ? this.#configured : this.#connectorTo(broker);
    return connector.connect(events, { will, mostCalls });
  }

  #connectorTo({ url, ca }: BrokerAddress): MqttConnector {
    const { tls, ...login } = this.#login;
    const authorities = ca === undefined ? {} : { ca };
    return new MqttConnector({
      ...login,
      url,
      ...(url.startsWith('mqtts:') ? { tls: { ...tls, ...authorities } } : {}),
    });
  }
}
