import { connect, createServer, type Server, type Socket } from 'node:net';
import { vi } from 'vitest';
import { MqttClient } from '../../device/adapters/mqtt-client.ts';
import { EmbeddedBroker } from '../../gateway/adapters/embedded-broker.ts';
import type { Broker, BrokerAddress } from '../../gateway/ports.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { type MqttBench, mqttContract } from './mqtt.ts';

/** Passes TCP connections on to the broker, and can break them. */
class CuttableProxy {
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  target: BrokerAddress | null = null;
  port = 0;

  constructor() {
    this.#server = createServer((socket) => this.#pass(socket));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address !== null && typeof address !== 'string') this.port = address.port;
  }

  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.breakAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #pass(near: Socket): void {
    const far = connect(this.target?.port ?? 0, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.pipe(other);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}

async function openReal(): Promise<MqttBench> {
  const embedded = new EmbeddedBroker({ port: 0, log: silentLog });
  const proxy = new CuttableProxy();
  await proxy.listen();
  const broker: Broker = {
    listen: async (hooks) => {
      const address = await embedded.listen(hooks);
      proxy.target = address;
      return address;
    },
    publish: (topic, payload, options) => embedded.publish(topic, payload, options),
    disconnect: (car) => embedded.disconnect(car),
    close: () => embedded.close(),
  };
  return {
    broker,
    mqtt: (login) => new MqttClient({ ...login, url: `mqtt://127.0.0.1:${proxy.port}` }),
    breakConnections: () => proxy.breakAll(),
    done: (promise) => promise,
    eventually: (assertion) => vi.waitFor(assertion, { timeout: 4_000, interval: 5 }),
    close: () => proxy.close(),
  };
}

mqttContract('aedes and MQTT.js over TCP', openReal);
