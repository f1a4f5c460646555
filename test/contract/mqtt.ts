import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LastWill, Mqtt, MqttSession } from '../../device/ports.ts';
import type { Broker, Peer } from '../../gateway/ports.ts';
import { carId } from '../../protocol/ids.ts';
import { bytes, GatewayStub, password } from './gateway-stub.ts';

/** A broker, real or twin, and clients that reach it. */
export interface MqttBench {
  readonly broker: Broker;
  /** Called after the broker listens. */
  mqtt(login: { username: string; password: string; clientId: string }): Mqtt;
  /** Breaks all connections without a word. */
  breakConnections(): void;
  /** What the promise comes to, while the world goes on. */
  done<Result>(promise: Promise<Result>): Promise<Result>;
  /** Waits until the assertion holds, while the world goes on. */
  eventually(assertion: () => void): Promise<void>;
  close(): Promise<void>;
}

const twelve: Peer = { kind: 'car', car: carId('car-12') };
const will: LastWill = { topic: 'cars/car-12/status', payload: bytes('gone') };

class ClientEvents {
  readonly messages: string[] = [];
  readonly ends: string[] = [];
  readonly endedByBroker: boolean[] = [];
  message(topic: string, payload: Uint8Array): void {
    this.messages.push(`${topic}=${Buffer.from(payload)}`);
  }
  closed(reason: string, byBroker: boolean): void {
    this.ends.push(reason);
    this.endedByBroker.push(byBroker);
  }
}

/** What an `Mqtt` and a `Broker` promise together (D1, D3); run on the adapters and on the twins. */
export function mqttContract(name: string, open: () => Promise<MqttBench>): void {
  describe(`the MQTT contract, ${name}`, () => {
    let bench: MqttBench;
    let gateway: GatewayStub;

    beforeEach(async () => {
      bench = await open();
      gateway = new GatewayStub();
      await bench.broker.listen(gateway.hooks);
    });
    afterEach(async () => {
      await bench.done(bench.broker.close());
      await bench.close();
    });

    const connect = async (
      username: string,
      clientId = username,
      lastWill: LastWill = { topic: `cars/${username}/status`, payload: bytes('gone') },
    ): Promise<{ session: MqttSession; events: ClientEvents }> => {
      const events = new ClientEvents();
      const mqtt = bench.mqtt({ username, password, clientId });
      return { session: await bench.done(mqtt.connect(lastWill, events)), events };
    };

    const publish = (session: MqttSession, topic: string, text: string, retain = false) =>
      session.publish(topic, bytes(text), { retain });

    /** Sends a message down the connection of a car and waits for it: what the broker had sent before has arrived. */
    const fence = async (car: string, events: ClientEvents): Promise<void> => {
      await bench.done(bench.broker.publish(`cars/${car}/receipts`, bytes('fence'), { retain: false }));
      await bench.eventually(() => expect(events.messages).toContain(`cars/${car}/receipts=fence`));
    };

    test('a message that was acknowledged reaches the gateway and the subscribers', async () => {
      const observer = await connect('watcher');
      await bench.done(observer.session.subscribe('cars/#'));
      const car = await connect('car-12');
      await bench.done(publish(car.session, 'cars/car-12/records', 'one'));
      expect(gateway.texts()).toEqual(['cars/car-12/records=one']);
      expect(gateway.received[0]?.peer).toEqual(twelve);
      await bench.eventually(() => expect(observer.events.messages).toEqual(['cars/car-12/records=one']));
    });

    test('PUBACK waits until the gateway has received (D3)', async () => {
      gateway.hold();
      const { session, events } = await connect('car-12');
      await bench.done(session.subscribe('cars/car-12/receipts'));
      const acknowledged = vi.fn();
      const publishing = publish(session, 'cars/car-12/records', 'one').then(acknowledged);
      await bench.eventually(() => expect(gateway.received).toHaveLength(1));
      await fence('car-12', events);
      expect(acknowledged).not.toHaveBeenCalled();
      gateway.received[0]?.resolve();
      await bench.done(publishing);
      expect(acknowledged).toHaveBeenCalledOnce();
    });

    test('what the gateway does not take ends the connection without PUBACK (D4)', async () => {
      gateway.hold();
      const { session, events } = await connect('car-12');
      const first = publish(session, 'cars/car-12/records', 'one');
      const second = publish(session, 'cars/car-12/records', 'two');
      const outcomes = Promise.allSettled([first, second]);
      await bench.eventually(() => expect(gateway.received).toHaveLength(2));
      gateway.received[1]?.resolve();
      gateway.received[0]?.reject(new Error('no COMMIT'));
      const fault = { code: 'broker-unavailable', temporary: true, mayHaveHappened: true };
      expect(await bench.done(outcomes)).toMatchObject([
        { status: 'rejected', reason: fault },
        { status: 'rejected', reason: fault },
      ]);
      await bench.eventually(() => expect(events.ends).toHaveLength(1));
    });

    test('messages are received in order without waiting, and acknowledged in order (D3)', async () => {
      gateway.hold();
      const { session } = await connect('car-12');
      const names = Array.from({ length: 100 }, (_, index) => `${index}`);
      const acknowledged: string[] = [];
      const publishing = names.map((text) =>
        publish(session, 'cars/car-12/records', text).then(() => acknowledged.push(text)),
      );
      await bench.eventually(() => expect(gateway.received).toHaveLength(100));
      expect(gateway.texts()).toEqual(names.map((text) => `cars/car-12/records=${text}`));
      for (const received of gateway.received.toReversed()) received.resolve();
      await bench.done(Promise.all(publishing));
      expect(acknowledged).toEqual(names);
    });

    test('the last will of a car that is gone without a word is received, then passed on and retained', async () => {
      const car = await connect('car-12', 'car-12', will);
      bench.breakConnections();
      await bench.eventually(() => expect(gateway.texts()).toEqual(['cars/car-12/status=gone']));
      await bench.eventually(() => expect(gateway.disconnected).toEqual([twelve]));
      await bench.eventually(() => expect(car.events.ends).toHaveLength(1));
      const observer = await connect('watcher');
      await bench.done(observer.session.subscribe('cars/+/status'));
      await bench.eventually(() => expect(observer.events.messages).toEqual(['cars/car-12/status=gone']));
    });

    test('a car that says goodbye leaves no last will; its calls fail from then on', async () => {
      const { session, events } = await connect('car-12');
      await bench.done(session.close());
      await bench.eventually(() => expect(gateway.disconnected).toEqual([twelve]));
      expect(gateway.received).toEqual([]);
      expect(events.ends).toHaveLength(1);
      await expect(bench.done(publish(session, 'cars/car-12/records', 'late'))).rejects.toMatchObject({
        code: 'broker-unavailable',
        mayHaveHappened: false,
      });
    });

    test('a ping is answered', async () => {
      const { session, events } = await connect('car-12');
      await bench.done(session.ping());
      await bench.done(Promise.all([session.ping(), session.ping()]));
      bench.breakConnections();
      await bench.eventually(() => expect(events.ends).toHaveLength(1));
      await expect(bench.done(session.ping())).rejects.toMatchObject({ code: 'broker-unavailable' });
    });

    test('a last will to a topic without right is dropped', async () => {
      await connect('car-12', 'car-12', { topic: 'cars/car-13/status', payload: bytes('gone') });
      bench.breakConnections();
      await bench.eventually(() => expect(gateway.disconnected).toEqual([twelve]));
      expect(gateway.received).toEqual([]);
    });

    test('a retained message waits for later subscribers until it is replaced', async () => {
      const { session } = await connect('car-12');
      await bench.done(publish(session, 'cars/car-12/status', 'old', true));
      await bench.done(publish(session, 'cars/car-12/status', 'new', true));
      await bench.done(publish(session, 'cars/car-12/records', 'not retained'));
      const observer = await connect('watcher');
      await bench.done(observer.session.subscribe('#'));
      await bench.eventually(() => expect(observer.events.messages).toEqual(['cars/car-12/status=new']));
    });

    test('publishing to the topic of another car ends the connection', async () => {
      const { session, events } = await connect('car-12');
      await expect(bench.done(publish(session, 'cars/car-13/records', 'x'))).rejects.toMatchObject({
        code: 'broker-unavailable',
      });
      await bench.eventually(() => expect(events.ends).toHaveLength(1));
      expect(gateway.texts()).not.toContain('cars/car-13/records=x');
    });

    test('an observer may not publish, whatever the topic', async () => {
      const { session } = await connect('watcher');
      await expect(bench.done(publish(session, 'cars/car-12/records', 'x'))).rejects.toMatchObject({
        code: 'broker-unavailable',
      });
      expect(gateway.received).toEqual([]);
    });

    test('a subscription without right is refused, and the session goes on', async () => {
      const { session, events } = await connect('car-12');
      const refused = { code: 'broker-refused', temporary: false };
      await expect(bench.done(session.subscribe('cars/car-13/receipts'))).rejects.toMatchObject(refused);
      await expect(bench.done(session.subscribe('#'))).rejects.toMatchObject(refused);
      await bench.done(session.subscribe('cars/car-12/receipts'));
      await fence('car-12', events);
    });

    test('messages to one car reach no other', async () => {
      const one = await connect('car-12');
      const other = await connect('car-13');
      await bench.done(one.session.subscribe('cars/car-12/receipts'));
      await bench.done(other.session.subscribe('cars/car-13/receipts'));
      await fence('car-12', one.events);
      await fence('car-13', other.events);
      expect(one.events.messages).toEqual(['cars/car-12/receipts=fence']);
    });

    test('the gateway can close the connections of one car (D4)', async () => {
      const one = await connect('car-12');
      const other = await connect('car-13');
      bench.broker.disconnect(carId('car-12'));
      await bench.eventually(() => expect(one.events.ends).toHaveLength(1));
      await bench.eventually(() => expect(gateway.disconnected).toEqual([twelve]));
      expect(other.events.ends).toEqual([]);
      expect(gateway.connected).toHaveLength(2);
    });

    test('a session is taken over by the same client only', async () => {
      const first = await connect('car-12');
      const stranger = await connect('watcher', 'car-12');
      const second = await connect('car-12');
      await bench.eventually(() => expect(first.events.endedByBroker).toEqual([true]));
      await bench.done(publish(second.session, 'cars/car-12/records', 'x'));
      expect([stranger.events.ends, second.events.ends]).toEqual([[], []]);
    });

    test('a wrong password, an unknown name, and a car under another client id than its name are refused (2.1)', async () => {
      for (const login of [
        { username: 'car-12', password, clientId: 'x' },
        { username: 'car-12', password: 'wrong', clientId: 'x' },
        { username: 'nobody', password, clientId: 'x' },
      ]) {
        const events = new ClientEvents();
        const connecting = bench.mqtt(login).connect(will, events);
        await expect(bench.done(connecting)).rejects.toMatchObject({
          code: 'broker-refused',
          blame: 'operator',
          temporary: false,
        });
        expect(events.ends).toEqual([]);
      }
      expect(gateway.connected).toEqual([]);
    });

    test('a broker that closes ends all sessions, and receives no last will', async () => {
      const { events } = await connect('car-12');
      const mqtt = bench.mqtt({ username: 'car-13', password, clientId: 'car-13' });
      await bench.done(bench.broker.close());
      await bench.eventually(() => expect(events.ends).toHaveLength(1));
      expect(gateway.received).toEqual([]);
      await expect(bench.done(mqtt.connect(will, new ClientEvents()))).rejects.toMatchObject({
        code: 'broker-unavailable',
        temporary: true,
      });
    });
  });
}
