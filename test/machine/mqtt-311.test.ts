import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { EmbeddedBroker } from '../../gateway/adapters/embedded-broker.ts';
import type { BrokerAddress } from '../../gateway/ports.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { GatewayStub } from '../contract/gateway-stub.ts';
import { connectPacket, publishPacket, RawClient } from '../gateway/adapters/raw-client.ts';

const topics = ['TopicA', 'TopicA/B', 'Topic/C', 'TopicA/C', '/TopicA'] as const;
const [first, second, third, fourth, fifth] = topics;
const everyQos = [0, 1, 2] as const;

async function startBroker(): Promise<BrokerAddress> {
  const broker = new EmbeddedBroker({ port: 0, log: silentLog, conformance: true });
  onTestFinished(() => broker.close());
  return broker.listen(new GatewayStub().hooks);
}

/** A client of MQTT.js without a login, and what it hears. */
class Client {
  readonly heard: string[] = [];
  readonly mqtt: MqttClient;

  private constructor(mqtt: MqttClient) {
    this.mqtt = mqtt;
    mqtt.on('message', (topic, payload, { qos, retain }) => {
      this.heard.push(`${topic}=${payload} at ${qos}${retain ? ' retained' : ''}`);
    });
    mqtt.on('error', () => {});
  }

  static async open({ host, port }: BrokerAddress, options: IClientOptions = {}): Promise<Client> {
    const fixed = { protocolVersion: 4, reconnectPeriod: 0, clientId: 'myclientid' } as const;
    const client = new Client(connect({ host, port, ...fixed, ...options }));
    onTestFinished(() => client.mqtt.endAsync(true));
    await new Promise<void>((resolve, reject) => {
      client.mqtt.once('connect', () => resolve());
      client.mqtt.once('error', reject);
    });
    return client;
  }

  async say(topic: string, text: string, qos: 0 | 1 | 2, retain = false): Promise<void> {
    await this.mqtt.publishAsync(topic, text, { qos, retain });
  }

  /** Resolves when all that the broker had sent before has arrived. */
  async settled(): Promise<void> {
    const fence = `fence/${this.mqtt.options.clientId}`;
    await this.mqtt.subscribeAsync(fence, { qos: 1 });
    await this.say(fence, `${this.heard.length}`, 1);
    await vi.waitFor(() => expect(this.heard.some((line) => line.startsWith(fence))).toBe(true));
    for (let at = this.heard.length; at-- > 0; )
      if (this.heard[at]?.startsWith(fence)) this.heard.splice(at, 1);
    await this.mqtt.unsubscribeAsync(fence);
  }
}

const persistent: IClientOptions = { clean: false };
const other: IClientOptions = { clientId: 'myclientid2' };

describe('MQTT 3.1.1, as the Eclipse Paho interoperability suite tests it', { timeout: 20_000 }, () => {
  test('basic: messages at QoS 0, 1 and 2 come back', async () => {
    const client = await Client.open(await startBroker());
    await client.mqtt.subscribeAsync(first, { qos: 2 });
    for (const qos of everyQos) await client.say(first, `qos ${qos}`, qos);
    await vi.waitFor(() =>
      expect(client.heard.toSorted()).toEqual(everyQos.map((qos) => `${first}=qos ${qos} at ${qos}`)),
    );
  });

  test('basic: a second CONNECT on one connection ends it (MQTT-3.1.0-2)', async () => {
    const raw = new RawClient(await startBroker());
    raw.send(connectPacket('anyone', 'x'));
    await vi.waitFor(() => expect(raw.connack()).toBe(0));
    raw.send(connectPacket('anyone', 'x'));
    await vi.waitFor(() => expect(raw.isClosed).toBe(true));
  });

  test('basic: another protocol name is not served (MQTT-3.1.2-1)', async () => {
    const raw = new RawClient(await startBroker());
    const packet = connectPacket('anyone', 'x');
    packet.write('MQTX', 4);
    raw.send(packet);
    await vi.waitFor(() => expect(raw.isClosed).toBe(true));
    expect(raw.connack()).not.toBe(0);
  });

  test('retained messages come to a later subscriber, and an empty one clears them', async () => {
    const client = await Client.open(await startBroker());
    const retained = [second, third, fourth].map((topic, index) => ({ topic, qos: everyQos[index] ?? 0 }));
    for (const { topic, qos } of retained) await client.say(topic, `qos ${qos}`, qos, true);
    await client.mqtt.subscribeAsync('+/+', { qos: 2 });
    await vi.waitFor(() =>
      expect(client.heard.toSorted()).toEqual(
        retained.map(({ topic, qos }) => `${topic}=qos ${qos} at ${qos} retained`).toSorted(),
      ),
    );
    await client.mqtt.unsubscribeAsync('+/+');
    for (const { topic, qos } of retained) await client.say(topic, '', qos, true);
    client.heard.length = 0;
    await client.mqtt.subscribeAsync('+/+', { qos: 2 });
    await client.settled();
    expect(client.heard).toEqual([]);
  });

  test('a persistent session gets what came at QoS 1 and 2 while it was offline', async () => {
    const address = await startBroker();
    const away = await Client.open(address, persistent);
    await away.mqtt.subscribeAsync('+/+', { qos: 2 });
    await away.mqtt.endAsync();
    const sender = await Client.open(address, other);
    await sender.say(second, 'qos 0', 0);
    await sender.say(third, 'qos 1', 1);
    await sender.say(fourth, 'qos 2', 2);
    const back = await Client.open(address, persistent);
    await vi.waitFor(() => expect(back.heard).toEqual([`${third}=qos 1 at 1`, `${fourth}=qos 2 at 2`]));
  });

  test('CONNACK says whether a session with subscriptions was kept (MQTT-3.2.2-2)', async () => {
    const address = await startBroker();
    const isPresent = async (clean: boolean): Promise<boolean> => {
      const mqtt = connect({ ...address, protocolVersion: 4, reconnectPeriod: 0, clientId: 'kept', clean });
      const present = await new Promise<boolean>((resolve, reject) => {
        mqtt.once('error', reject).once('connect', ({ sessionPresent }) => resolve(sessionPresent));
      });
      await mqtt.subscribeAsync(first, { qos: 1 });
      await mqtt.endAsync();
      return present;
    };
    expect(await isPresent(false)).toBe(false);
    expect(await isPresent(false)).toBe(true);
    expect(await isPresent(true)).toBe(false);
    expect(await isPresent(false)).toBe(false);
  });

  test('a clean session forgets the one before it (MQTT-3.1.2-6)', async () => {
    const address = await startBroker();
    const away = await Client.open(address, persistent);
    await away.mqtt.subscribeAsync('+/+', { qos: 2 });
    await away.mqtt.endAsync();
    const sender = await Client.open(address, other);
    await sender.say(third, 'missed', 1);
    await (await Client.open(address)).mqtt.endAsync();
    const back = await Client.open(address, persistent);
    await sender.say(third, 'not subscribed', 1);
    await back.settled();
    expect(back.heard).toEqual([]);
  });

  test('the will of a client that vanishes is published, that of one that says goodbye is not', async () => {
    const address = await startBroker();
    const watcher = await Client.open(address, other);
    await watcher.mqtt.subscribeAsync(third, { qos: 2 });
    const will = { topic: third, payload: Buffer.from('not disconnected'), qos: 0, retain: false } as const;
    await (await Client.open(address, { will })).mqtt.endAsync();
    const vanishing = await Client.open(address, { will });
    vanishing.mqtt.stream.destroy();
    await vi.waitFor(() => expect(watcher.heard).toEqual([`${third}=not disconnected at 0`]));
    await watcher.settled();
    expect(watcher.heard).toHaveLength(1);
  });

  test('overlapping subscriptions: one message, at the highest QoS', async () => {
    const client = await Client.open(await startBroker());
    await client.mqtt.subscribeAsync({ 'TopicA/#': { qos: 2 }, 'TopicA/+': { qos: 1 } });
    await client.say(fourth, 'overlapping', 2);
    await client.settled();
    expect(client.heard).toEqual([`${fourth}=overlapping at 2`]);
  });

  test('a client silent for one and a half keepalive times is cut off, and its will published', async () => {
    const address = await startBroker();
    const watcher = await Client.open(address, other);
    await watcher.mqtt.subscribeAsync(fifth, { qos: 2 });
    const will = { topic: fifth, payload: Buffer.from('keepalive expiry'), qos: 0, retain: false } as const;
    const silent = await Client.open(address, { keepalive: 1, reschedulePings: false, will });
    silent.mqtt.sendPing = () => {};
    await vi.waitFor(() => expect(watcher.heard).toEqual([`${fifth}=keepalive expiry at 0`]), {
      timeout: 5_000,
    });
  });

  test('what was not acknowledged is sent again on reconnecting (MQTT-4.4.0-1)', async () => {
    const address = await startBroker();
    const deaf = await Client.open(address, persistent);
    await deaf.mqtt.subscribeAsync('TopicA/#', { qos: 2 });
    const neverDone = (): void => {};
    deaf.mqtt.handleMessage = neverDone;
    const sender = await Client.open(address, other);
    await sender.say(second, 'qos 1', 1);
    await vi.waitFor(() => expect(deaf.heard).toEqual([`${second}=qos 1 at 1`]));
    await sender.say(fourth, 'qos 2', 2);
    deaf.mqtt.stream.destroy();
    const back = await Client.open(address, persistent);
    await vi.waitFor(() => expect(back.heard).toEqual([`${second}=qos 1 at 1`, `${fourth}=qos 2 at 2`]));
  });

  test('an empty client id is refused with 2 unless the session is clean (MQTT-3.1.3-8)', async () => {
    const address = await startBroker();
    const unclean = new RawClient(address);
    unclean.send(connectPacket('anyone', '', { clean: false }));
    await vi.waitFor(() => expect([unclean.connack(), unclean.isClosed]).toEqual([2, true]));
    const clean = new RawClient(address);
    clean.send(connectPacket('anyone', ''));
    await vi.waitFor(() => expect(clean.connack()).toBe(0));
    clean.socket.destroy();
  });

  test.each(['#', '+/+'])(
    'a filter that begins with a wildcard matches no $ topic (MQTT-4.7.2-1): %s',
    async (filter) => {
      const address = await startBroker();
      const dollar = `$${second}`;
      const away = await Client.open(address, { ...persistent, clientId: 'away' });
      await away.mqtt.subscribeAsync(filter, { qos: 2 });
      await away.mqtt.endAsync();
      const client = await Client.open(address, other);
      await client.say(dollar, 'kept', 1, true);
      await client.mqtt.subscribeAsync(filter, { qos: 2 });
      await client.say(dollar, 'said', 1);
      await client.settled();
      expect(client.heard).toEqual([]);
      const back = await Client.open(address, { ...persistent, clientId: 'away' });
      await back.settled();
      expect(back.heard.filter((line) => line.startsWith('$'))).toEqual([]);
      await client.mqtt.subscribeAsync(dollar, { qos: 2 });
      await vi.waitFor(() => expect(client.heard).toContain(`${dollar}=kept at 1 retained`));
    },
  );

  test('after UNSUBSCRIBE nothing more comes', async () => {
    const client = await Client.open(await startBroker());
    await client.mqtt.subscribeAsync([second, third], { qos: 2 });
    await client.mqtt.unsubscribeAsync(second);
    await client.say(second, 'unsubscribed', 1);
    await client.say(third, 'subscribed', 1);
    await client.settled();
    expect(client.heard).toEqual([`${third}=subscribed at 1`]);
  });

  test.each(['test/nosubscribe', 'nosubscribe', '$SYS/#'])('SUBACK for %s says 0x80', async (filter) => {
    const client = await Client.open(await startBroker());
    const acknowledged = new Promise<unknown>((resolve) => {
      client.mqtt.on('packetreceive', (packet) => {
        if (packet.cmd === 'suback') resolve(packet.granted);
      });
    });
    await client.mqtt.subscribeAsync(filter, { qos: 2 }).catch(() => {});
    expect(await acknowledged).toEqual([0x80]);
  });

  test('a message under an id in use at QoS 2 is not published again (MQTT-4.3.3-2)', async () => {
    const address = await startBroker();
    const watcher = await Client.open(address, other);
    await watcher.mqtt.subscribeAsync(first, { qos: 2 });
    const raw = new RawClient(address);
    raw.send(connectPacket('', 'x'));
    await vi.waitFor(() => expect(raw.connack()).toBe(0));
    raw.send(publishPacket(7, first, 'once', 2));
    await vi.waitFor(() => expect(watcher.heard).toHaveLength(1));
    raw.send(publishPacket(7, first, 'once', 2));
    await vi.waitFor(() => expect(raw.heardBytes()).toBe(4 + 4 + 4));
    await watcher.settled();
    expect(watcher.heard).toEqual([`${first}=once at 2`]);
    raw.socket.destroy();
  });
});

test('a broker open to anyone listens on 127.0.0.1 only, with TLS or without', async () => {
  const broker = new EmbeddedBroker({ host: '0.0.0.0', port: 0, log: silentLog, conformance: true });
  await expect(broker.listen(new GatewayStub().hooks)).rejects.toMatchObject({
    code: 'conformance-local-only',
    blame: 'operator',
  });
});
