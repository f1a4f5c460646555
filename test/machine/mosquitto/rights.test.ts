import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { MqttClient } from '../../../device/adapters/mqtt-client.ts';
import { type BrokerLogin, MqttConnector } from '../../../protocol/adapters/mqtt-session.ts';
import { type CarTopic, carTopics } from '../../../protocol/topics.ts';
import { bytes } from '../../contract/gateway-stub.ts';
import { Mosquitto } from './mosquitto.ts';

const gateway = 'ritmeter-gateway';
const topic = (car: string, name: string): string => `ritmeter/1/cars/${car}/${name}`;

/** A client that keeps what it hears. */
async function client(mosquitto: Mosquitto, name: string, login: BrokerLogin = mosquitto.login(name)) {
  const heard: string[] = [];
  const session = await new MqttConnector(login).connect(
    { message: (from, payload) => heard.push(`${from}=${Buffer.from(payload)}`), closed: () => {} },
    { mostCalls: 100 },
  );
  onTestFinished(() => session.close());
  const say = (to: string, text: string) => session.publish(to, bytes(text), { retain: false });
  return { session, heard, say };
}

async function world() {
  const mosquitto = await Mosquitto.start(['car-1', 'car-2', 'observer', gateway]);
  const [one, two, observer, center] = await Promise.all(
    ['car-1', 'car-2', 'observer', gateway].map((name) => client(mosquitto, name)),
  );
  if (one === undefined || two === undefined || observer === undefined || center === undefined)
    throw new Error('unreachable');
  await observer.session.subscribe('#');
  return { mosquitto, one, two, observer, center };
}

type World = Awaited<ReturnType<typeof world>>;

/** What has gone through the broker, once all that was sent before has. */
async function passed({ observer, two, center }: World): Promise<string[]> {
  await two.say(topic('car-2', 'records'), 'fence');
  await center.say(topic('car-2', 'receipts'), 'fence');
  const fences = [topic('car-2', 'records'), topic('car-2', 'receipts')].map((from) => `${from}=fence`);
  await vi.waitFor(() => expect(observer.heard).toEqual(expect.arrayContaining(fences)));
  return observer.heard.filter((line) => !fences.includes(line));
}

describe('Mosquitto with the rules as shipped (clause 2.4)', () => {
  test('a car writes its own four topics, and nothing else', async () => {
    const there = await world();
    for (const name of carTopics) await there.one.say(topic('car-1', name), name);
    for (const name of carTopics) await there.one.say(topic('car-2', name), name);
    for (const other of ['ritmeter/1/cars', topic('car-1', 'records/x'), 'x', '$SYS/x'])
      await there.one.say(other, 'x');
    const written: CarTopic[] = ['records', 'samples', 'losses', 'status'];
    expect(await passed(there)).toEqual(written.map((name) => `${topic('car-1', name)}=${name}`));
  });

  test('nobody but the gateway writes receipts, commands and lists, and it writes nothing else', async () => {
    const there = await world();
    for (const name of carTopics) await there.center.say(topic('car-1', name), name);
    await there.center.say(topic(gateway, 'records'), 'x');
    await there.observer.say(topic('car-1', 'receipts'), 'forged');
    await there.two.say(topic('car-1', 'commands'), 'forged');
    await there.two.say(topic('car-1', 'lists'), 'forged');
    expect(await passed(there)).toEqual([
      `${topic('car-1', 'receipts')}=receipts`,
      `${topic('car-1', 'commands')}=commands`,
      `${topic('car-1', 'lists')}=lists`,
    ]);
  });

  test('the observer writes nothing, not even as a car of its name', async () => {
    const there = await world();
    for (const car of ['car-1', 'observer'])
      for (const name of carTopics) await there.observer.say(topic(car, name), 'forged');
    expect(await passed(there)).toEqual([]);
  });

  test('a car reads its own two topics, whatever it subscribes to', async () => {
    const there = await world();
    const { one, two, center } = there;
    for (const filter of [
      '#',
      'ritmeter/1/#',
      topic('+', 'receipts'),
      topic('car-2', '#'),
      '$SYS/#',
      '$share/all/ritmeter/1/#',
    ])
      await one.session.subscribe(filter).catch(() => {});
    for (const name of carTopics) await two.say(topic('car-2', name), 'not for car-1');
    for (const name of ['receipts', 'commands']) await center.say(topic('car-2', name), 'not for car-1');
    for (const name of ['receipts', 'commands']) await center.say(topic('car-1', name), 'for car-1');
    await passed(there);
    await vi.waitFor(() => expect(one.heard).toContain(`${topic('car-1', 'commands')}=for car-1`));
    expect([...new Set(one.heard)]).toEqual([
      `${topic('car-1', 'receipts')}=for car-1`,
      `${topic('car-1', 'commands')}=for car-1`,
    ]);
  });

  test('no car ends the session of another by its client id', async () => {
    const { mosquitto, two } = await world();
    await client(mosquitto, 'car-1', { ...mosquitto.login('car-1'), clientId: 'car-2' });
    await expect(two.say(topic('car-2', 'records'), 'still here')).resolves.toBeUndefined();
  });

  test('a wrong password and an unknown name are refused', async () => {
    const { mosquitto } = await world();
    for (const login of [
      { ...mosquitto.login('car-1'), password: 'wrong' },
      mosquitto.login('car-3'),
      { ...mosquitto.login('car-1'), username: '', password: '' },
    ]) {
      await expect(client(mosquitto, login.username, login)).rejects.toMatchObject({
        code: 'broker-refused',
      });
    }
  });
});

test('a Mosquitto that asks for client certificates: with one a car is let in, without one it is told', async () => {
  const mosquitto = await Mosquitto.start(['car-1'], { asksClients: true });
  const { certificate, key } = mosquitto.authority.issue({ name: 'car-1' });
  const login = mosquitto.login('car-1');
  await client(mosquitto, 'car-1', { ...login, tls: { ...login.tls, certificate, key } });
  const mqtt = new MqttClient(login);
  const will = { topic: topic('car-1', 'status'), payload: bytes('gone') };
  await expect(mqtt.connect(will, { message: () => {}, closed: () => {} })).rejects.toMatchObject({
    code: 'broker-refused',
    message: expect.stringContaining('the broker asks for a client certificate'),
  });
});
