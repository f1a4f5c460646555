import { connect, createServer, type Server, type Socket } from 'node:net';
import { vi } from 'vitest';
import { MqttClient } from '../../device/adapters/mqtt-client.ts';
import type { ServerTls } from '../../gateway/adapters/broker-server.ts';
import { EmbeddedBroker } from '../../gateway/adapters/embedded-broker.ts';
import type { Broker, BrokerAddress } from '../../gateway/ports.ts';
import type { TlsCredentials } from '../../protocol/adapters/tls-credentials.ts';
import { silentLog } from '../../protocol/runtime.ts';
import type { MqttBench } from './mqtt.ts';

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

export interface RealMqttOptions {
  /** Both ends' credentials, for TLS between them; for 127.0.0.1. */
  readonly tls?: { readonly broker: ServerTls; readonly client: TlsCredentials };
}

/** Aedes and MQTT.js over TCP, or over TLS. */
export async function openRealMqtt({ tls }: RealMqttOptions = {}): Promise<MqttBench> {
  const embedded = new EmbeddedBroker({ port: 0, log: silentLog, ...(tls && { tls: tls.broker }) });
  const clientTls = tls && { tls: tls.client };
  const scheme = tls === undefined ? 'mqtt' : 'mqtts';
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
    mqtt: (login) => new MqttClient({ ...login, ...clientTls, url: `${scheme}://127.0.0.1:${proxy.port}` }),
    breakConnections: () => proxy.breakAll(),
    done: (promise) => promise,
    eventually: (assertion) => vi.waitFor(assertion, { timeout: 4_000, interval: 5 }),
    close: () => proxy.close(),
  };
}
