import type { Mqtt, MqttSession } from '../../device/ports.ts';
import type { Broker } from '../../gateway/ports.ts';
import type { Pacing } from '../kernel/pacing.ts';

type Watch = Pick<Pacing, 'watch'>;

/** A real MQTT port whose calls hold virtual time until they are over. */
export function pacedMqtt(mqtt: Mqtt, pacing: Watch, name: string): Mqtt {
  return {
    connect: async (...asked) =>
      pacedSession(await pacing.watch(`connecting ${name}`, mqtt.connect(...asked)), pacing, name),
  };
}

function pacedSession(session: MqttSession, pacing: Watch, name: string): MqttSession {
  return {
    publish: (topic, payload, options) =>
      pacing.watch(`publishing from ${name} to ${topic}`, session.publish(topic, payload, options)),
    subscribe: (filter) => pacing.watch(`subscribing ${name} to ${filter}`, session.subscribe(filter)),
    ping: () => pacing.watch(`ping from ${name}`, session.ping()),
    close: () => pacing.watch(`closing the session of ${name}`, session.close()),
  };
}

/** A real broker whose calls hold virtual time until they are over. */
export function pacedBroker(broker: Broker, pacing: Watch): Broker {
  return {
    listen: (hooks) => pacing.watch('listening', broker.listen(hooks)),
    publish: (topic, payload, options) =>
      pacing.watch(`publishing to ${topic}`, broker.publish(topic, payload, options)),
    disconnect: (car) => broker.disconnect(car),
    close: () => pacing.watch('closing the broker', broker.close()),
  };
}
