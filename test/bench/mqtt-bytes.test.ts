import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { MqttClient } from '../../device/adapters/mqtt-client.ts';
import { EmbeddedBroker } from '../../gateway/adapters/embedded-broker.ts';
import { listen } from '../../protocol/adapters/listen.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { GatewayStub, password } from '../contract/gateway-stub.ts';
import { connectBytes, pingBytes, publishBytes, subscribeBytes } from './mqtt-bytes.ts';

/** Passes connections on, and counts all bytes in both directions. */
async function countingProxy(targetPort: number) {
  const counted = { bytes: 0 };
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    const pass = (from: Socket, to: Socket): void => {
      from.on('data', (bytes) => {
        counted.bytes += bytes.length;
        to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => to.destroy());
    };
    pass(near, far);
    pass(far, near);
  });
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => void server.close());
  return { port, counted };
}

it('counts what a session costs at a real socket, to the byte', async () => {
  const broker = new EmbeddedBroker({ port: 0, log: silentLog });
  const { port: brokerPort } = await broker.listen(new GatewayStub().hooks);
  onTestFinished(() => broker.close());
  const { port, counted } = await countingProxy(brokerPort);
  const login = { username: 'car-12', password, clientId: 'car-12' };
  const willTopic = 'cars/car-12/status';
  const messages: string[] = [];
  const mqtt = new MqttClient({ ...login, url: `mqtt://127.0.0.1:${port}` });
  const session = await mqtt.connect(
    { topic: willTopic, payload: new Uint8Array(3) },
    { message: (topic) => messages.push(topic), closed: () => {} },
  );
  await session.subscribe('cars/car-12/receipts');
  await session.publish('cars/car-12/records', new Uint8Array(300), { retain: false });
  await session.ping();
  await broker.publish('cars/car-12/receipts', new Uint8Array(90), { retain: false });
  await vi.waitFor(() => expect(messages).toHaveLength(1));

  const passwordBytes = Buffer.byteLength(password);
  const expected =
    connectBytes({ clientId: 'car-12', username: 'car-12', passwordBytes, willTopic, willBytes: 3 }) +
    subscribeBytes('cars/car-12/receipts') +
    publishBytes('cars/car-12/records', 300) +
    publishBytes('cars/car-12/receipts', 90) +
    pingBytes;
  await vi.waitFor(() => expect(counted.bytes).toBe(expected));
});
