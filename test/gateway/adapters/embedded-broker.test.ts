import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from '../../../gateway/adapters/embedded-broker.ts';
import type { BrokerAddress } from '../../../gateway/ports.ts';
import { type LogFields, silentLog } from '../../../protocol/runtime.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { bytes, GatewayStub, password } from '../../contract/gateway-stub.ts';
import { connectPacket, publishPacket, RawClient, subscribePacket } from './raw-client.ts';

const brokers: EmbeddedBroker[] = [];
const clients: RawClient[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.socket.destroy();
  for (const broker of brokers.splice(0)) await broker.close();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function start(options: Partial<EmbeddedBrokerOptions> = {}) {
  const broker = new EmbeddedBroker({ port: 0, log: silentLog, ...options });
  brokers.push(broker);
  const gateway = new GatewayStub();
  return { broker, gateway, address: await broker.listen(gateway.hooks) };
}

function client(address: BrokerAddress): RawClient {
  const opened = new RawClient(address);
  clients.push(opened);
  return opened;
}

async function loggedIn(address: BrokerAddress, username = 'car-12'): Promise<RawClient> {
  const opened = client(address);
  opened.send(connectPacket(username, username));
  await vi.waitFor(() => expect(opened.connack()).toBe(0));
  return opened;
}

const topic = 'cars/car-12/records';
const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
const flood = numbers.map((id) => publishPacket(id, topic, `${id}`));

describe('order within a connection (D3)', () => {
  test('500 messages in one chunk are received and acknowledged in order, though they settle in reverse', async () => {
    const { gateway, address } = await start({ limits: { messagesUnderWay: 500 } });
    gateway.hold();
    const car = await loggedIn(address);
    car.send(...flood);
    await vi.waitFor(() => expect(gateway.received).toHaveLength(500));
    expect(gateway.texts()).toEqual(numbers.map((id) => `${topic}=${id}`));
    expect(car.pubacks()).toEqual([]);
    for (const received of gateway.received.toReversed()) received.resolve();
    await vi.waitFor(() => expect(car.pubacks()).toHaveLength(500));
    expect(car.pubacks()).toEqual(numbers);
  });

  test('of one connection no more is under way than the limit; the rest follows when that is acknowledged', async () => {
    const { gateway, address } = await start({ limits: { messagesUnderWay: 20 } });
    gateway.hold();
    const car = await loggedIn(address);
    car.send(...flood);
    for (let taken = 20; taken <= 500; taken += 20) {
      await vi.waitFor(() => expect(gateway.received).toHaveLength(taken));
      for (const received of gateway.received.slice(-20)) received.resolve();
    }
    await vi.waitFor(() => expect(car.pubacks()).toEqual(numbers));
    expect(gateway.texts()).toEqual(numbers.map((id) => `${topic}=${id}`));
  });

  test('a message that was not received ends the connection, and those after it get no PUBACK', async () => {
    const { gateway, address } = await start();
    gateway.hold();
    const car = await loggedIn(address);
    car.send(...flood.slice(0, 3));
    await vi.waitFor(() => expect(gateway.received).toHaveLength(3));
    gateway.received[2]?.resolve();
    gateway.received[1]?.reject(new Error('no COMMIT'));
    gateway.received[0]?.resolve();
    await vi.waitFor(() => expect(car.isClosed).toBe(true));
    expect(car.pubacks().filter((id) => id !== 1)).toEqual([]);
  });

  test('what is sent in one chunk with CONNECT keeps its order too', async () => {
    const { gateway, address } = await start();
    const car = client(address);
    car.send(connectPacket('car-12', 'car-12'), ...flood);
    await vi.waitFor(() => expect(car.pubacks()).toHaveLength(500));
    expect(gateway.texts()).toEqual(numbers.map((id) => `${topic}=${id}`));
  });

  test('packets that come byte by byte are understood', async () => {
    const { gateway, address } = await start();
    const car = client(address);
    car.socket.setNoDelay(true);
    for (const byte of Buffer.concat([
      connectPacket('car-12', 'car-12'),
      publishPacket(7, topic, 'slowly'),
    ])) {
      await new Promise((resolve) => car.socket.write(Buffer.from([byte]), resolve));
    }
    await vi.waitFor(() => expect(car.pubacks()).toEqual([7]));
    expect(gateway.texts()).toEqual([`${topic}=slowly`]);
  });
});

describe('what is refused', () => {
  test('a last will and messages are at QoS 1: QoS 0 and 2 end the connection', async () => {
    const { gateway, address } = await start();
    for (const qos of [0, 2] as const) {
      const car = await loggedIn(address);
      car.send(publishPacket(1, topic, 'x', qos));
      await vi.waitFor(() => expect(car.isClosed).toBe(true));
    }
    expect(gateway.received).toEqual([]);
  });

  test('an empty client id without a clean session is rejected (MQTT-3.1.3-8)', async () => {
    const { address } = await start();
    const unclean = client(address);
    unclean.send(connectPacket('watcher', '', { clean: false }));
    await vi.waitFor(() => expect([unclean.connack(), unclean.isClosed]).toEqual([2, true]));
    const clean = client(address);
    clean.send(connectPacket('watcher', ''));
    await vi.waitFor(() => expect(clean.connack()).toBe(0));
  });

  test('a car under another client id than its name is rejected, so that it has one session (2.1, D13)', async () => {
    const { gateway, address } = await start();
    for (const clientId of ['x', '']) {
      const car = client(address);
      car.send(connectPacket('car-12', clientId), publishPacket(1, topic, 'one'));
      await vi.waitFor(() => expect([car.connack(), car.isClosed]).toEqual([2, true]));
    }
    expect(gateway.received).toEqual([]);
  });

  test('a client id beyond the limit is rejected', async () => {
    const { address } = await start();
    const car = client(address);
    car.send(connectPacket('car-12', 'x'.repeat(65)));
    await vi.waitFor(() => expect([car.connack(), car.isClosed]).toEqual([2, true]));
  });

  test('a packet beyond the limit ends the connection as soon as its length is known', async () => {
    const { gateway, address } = await start({ limits: { packetBytes: 1_000 } });
    const car = await loggedIn(address);
    car.send(publishPacket(1, topic, new Uint8Array(900)));
    await vi.waitFor(() => expect(car.pubacks()).toEqual([1]));
    car.send(publishPacket(2, topic, new Uint8Array(2_000)).subarray(0, 3));
    await vi.waitFor(() => expect(car.isClosed).toBe(true));
    expect(gateway.received).toHaveLength(1);
  });

  test('a connection without a login in time is closed', async () => {
    const { address } = await start({ limits: { connectTimeout: milliseconds(30) } });
    const silent = client(address);
    await vi.waitFor(() => expect(silent.isClosed).toBe(true));
  });

  test('connections beyond the limit are closed', async () => {
    const { address } = await start({ limits: { connections: 2 } });
    await loggedIn(address);
    await loggedIn(address, 'car-13');
    const third = client(address);
    await vi.waitFor(() => expect(third.isClosed).toBe(true));
  });

  test('a broker without a gateway that can check logins says: unavailable', async () => {
    const { gateway, address } = await start();
    gateway.hooks.authenticate = () => Promise.reject(new Error('the store is away'));
    const car = client(address);
    car.send(connectPacket('car-12', 'car-12'));
    await vi.waitFor(() => expect([car.connack(), car.isClosed]).toEqual([3, true]));
  });
});

test('a session that asks to be kept is not: what it misses is gone, and CONNACK says so (D13)', async () => {
  const { broker, gateway, address } = await start();
  const first = client(address);
  first.send(connectPacket('watcher', 'x', { clean: false }), subscribePacket(1, '#'));
  await vi.waitFor(() => expect(first.heardBytes()).toBe(9));
  first.socket.destroy();
  await vi.waitFor(() => expect(gateway.disconnected).toHaveLength(1));
  await broker.publish(topic, bytes('missed'), { retain: false });
  const second = client(address);
  second.send(connectPacket('watcher', 'x', { clean: false }), subscribePacket(1, '#'));
  await vi.waitFor(() => expect(second.heardBytes()).toBe(9));
  expect([second.connack(), second.sessionPresent()]).toEqual([0, false]);
});

test('the end of a connection is logged: who it was and why, without the password', async () => {
  const lines: string[] = [];
  const note = (fields: LogFields, message: string): void =>
    void lines.push(JSON.stringify({ ...fields, message }));
  const { address } = await start({ log: { debug: note, info: note, warn: note, error: note } });
  const stranger = client(address);
  stranger.send(connectPacket('nobody', 'x'));
  await vi.waitFor(() => expect(lines).toHaveLength(1));
  const car = await loggedIn(address);
  car.send(publishPacket(1, 'cars/car-13/records', 'x'));
  await vi.waitFor(() => expect(lines).toHaveLength(2));
  const message = 'the broker closed a connection';
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
    expect.arrayContaining([
      {
        car: 'nobody',
        address: '127.0.0.1',
        reason: 'wrong name or password',
        message: 'a login was refused',
      },
      { peer: 'car-12', reason: 'no right to publish to cars/car-13/records', message },
    ]),
  );
  expect(lines.join()).not.toContain(password);
});

test('a subscriber that does not read holds up nobody, and is disconnected at the limit (D13)', async () => {
  const { broker, gateway, address } = await start({ limits: { backlogBytes: 40_000_000 } });
  const frozen = await loggedIn(address, 'watcher');
  frozen.send(subscribePacket(1, '#'));
  await vi.waitFor(() => expect(frozen.heardBytes()).toBeGreaterThan(4));
  frozen.socket.pause();
  const million = new Uint8Array(1_000_000);
  // Far more than the kernel takes for it, and still within the limit.
  for (let count = 0; count < 30; count++) await broker.publish(topic, million, { retain: false });
  expect(gateway.disconnected).toEqual([]);
  for (let count = 0; count < 40; count++) await broker.publish(topic, million, { retain: false });
  await vi.waitFor(() => expect(gateway.disconnected).toEqual([{ kind: 'observer', name: 'watcher' }]));
});

test('a client that is silent for one and a half keep-alive times is cut off', async () => {
  const { gateway, address } = await start();
  const car = client(address);
  car.send(connectPacket('car-12', 'car-12', { clean: true, keepAliveSeconds: 1 }));
  await vi.waitFor(() => expect(car.connack()).toBe(0));
  await vi.waitFor(() => expect(car.isClosed).toBe(true), { timeout: 5000 });
  expect(gateway.disconnected).toEqual([{ kind: 'car', car: 'car-12' }]);
});

describe('the port', () => {
  async function takenPort(): Promise<number> {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return address === null || typeof address === 'string' ? 0 : address.port;
  }

  test('that was asked for and is taken is a fault of the operator', async () => {
    const port = await takenPort();
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port-taken',
      blame: 'operator',
      message: `port ${port} on 127.0.0.1 is taken by another program`,
    });
  });

  test('that is only preferred gives way to a free one', async () => {
    const preferred = await takenPort();
    const { address } = await start({ port: { preferred, orFree: true } });
    expect(address.port).not.toBe(preferred);
    await loggedIn(address);
  });

  test('can be listened on again after the broker has closed', async () => {
    const { broker, address } = await start();
    await loggedIn(address);
    await broker.close();
    const again = await start({ port: address.port });
    await again.broker.publish(topic, bytes('x'), { retain: false });
    await loggedIn(again.address);
  });
});

describe('a login that is refused', () => {
  async function refused(username: string, secret: string, clientId: string) {
    const lines: LogFields[] = [];
    const log = { ...silentLog, warn: (fields: LogFields) => void lines.push(fields) };
    const { address } = await start({ log });
    const stranger = client(address);
    stranger.send(connectPacket(username, clientId, { password: secret }));
    await vi.waitFor(() => expect(stranger.connack()).toBeGreaterThan(0));
    return lines;
  }

  test('is told with car, address and reason, and no password', async () => {
    expect(await refused('car-12', 'not the password', 'car-12')).toEqual([
      { car: 'car-12', address: '127.0.0.1', reason: 'wrong name or password' },
    ]);
  });

  test('so is a car under another client id than its name (2.1)', async () => {
    expect(await refused('car-12', password, 'other')).toEqual([
      { car: 'car-12', address: '127.0.0.1', reason: 'another client id than its name' },
    ]);
  });
});
