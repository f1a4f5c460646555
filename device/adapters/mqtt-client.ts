import { type BrokerLogin, MqttConnector } from '../../protocol/adapters/mqtt-session.ts';
import type { LastWill, Mqtt, MqttEvents, MqttSession } from '../ports.ts';

/** How many calls may wait for the broker's answer. */
const mostCalls = 2_000;

/**
 * In seconds; the broker gives a car up after one and a half times that. The car itself shows that it is there at least
 * every six minutes, so MQTT.js has nothing to add.
 */
const keepalive = 600;

/** The MQTT port over MQTT.js. */
export class MqttClient implements Mqtt {
  readonly #connector: MqttConnector;

  /** @throws {Fault} `certificate-unusable` */
  constructor(login: BrokerLogin) {
    this.#connector = new MqttConnector({ keepalive, ...login });
  }

  connect(lastWill: LastWill, events: MqttEvents): Promise<MqttSession> {
    const { topic, payload } = lastWill;
    const will = { topic, payload: Buffer.from(payload), qos: 1, retain: true } as const;
    return this.#connector.connect(events, { will, mostCalls });
  }
}
