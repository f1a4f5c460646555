import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { OutsideBroker } from '../../../gateway/adapters/outside-broker.ts';
import { parseGatewayConfig } from '../../../gateway/config.ts';
import { createGateway } from '../../../gateway/gateway.ts';
import { type BrokerLogin, MqttConnector } from '../../../protocol/adapters/mqtt-session.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { encodeStatus } from '../../../protocol/messages/status.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { GatewayStub } from '../../contract/gateway-stub.ts';
import { firstOpened, lockChanged, sealedByAge } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { monday, TestStore } from '../../support/store.ts';
import { CarStub } from './car-stub.ts';
import { Mosquitto } from './mosquitto.ts';

const gatewayLogin = 'ritmeter-gateway';
const cars = ['car-1', 'car-2'];

/** Cars with journals, a Mosquitto, and a store; the gateway is yet to start. */
async function world() {
  const inside = new TestStore();
  const mosquitto = await Mosquitto.start([...cars, gatewayLogin]);
  const stubs = cars.map((name, index) => {
    const car = inside.addCar(name);
    const journal = new JournalWriter(car, `a1a2a3a4a5a6a7a${index}`);
    journal.write(firstOpened, 1000, monday);
    while (journal.records.length < 149) journal.write(lockChanged, 1000, monday);
    journal.write(sealedByAge, 1000, monday);
    return new CarStub(mosquitto.login(name), journal, inside.provision(car).macKey);
  });
  const startGateway = async () => {
    const broker = new OutsideBroker({ ...mosquitto.login(gatewayLogin), log: silentLog });
    const clock = new SystemClock();
    const timers = new SystemTimers(clock);
    const gateway = createGateway(
      { broker, store: inside.store, clock, timers, random: systemRandom, log: silentLog },
      parseGatewayConfig({}),
    );
    await gateway.start();
    onTestFinished(() => gateway.stop());
    return gateway;
  };
  return { inside, mosquitto, stubs, startGateway };
}

const storedRecords = ({ store }: TestStore): number => store.figures().records;

async function storedAtLeast(inside: TestStore, count: number): Promise<void> {
  await vi.waitFor(() => expect(storedRecords(inside)).toBeGreaterThanOrEqual(count), {
    interval: 1,
    timeout: 20_000,
  });
  expect(storedRecords(inside)).toBeLessThan(300);
}

/** All 300 records, none twice and none refused. */
const all = { records: 300, rejected: 0, quarantined: 0, late: 0 };

describe('records over Mosquitto (D3, D4)', { timeout: 30_000 }, () => {
  test('arrive, and the receipts go back to their cars', async () => {
    const { inside, stubs, startGateway } = await world();
    await startGateway();
    await Promise.all(stubs.map((stub) => stub.deliver()));
    expect(inside.store.figures()).toMatchObject({ ...all, duplicates: 0 });
    expect(stubs.map(({ connections }) => connections)).toEqual([1, 1]);
  });

  test('arrive exactly once though Mosquitto is killed in between and started again', async () => {
    const { inside, mosquitto, stubs, startGateway } = await world();
    await startGateway();
    const delivered = Promise.all(stubs.map((stub) => stub.deliver()));
    await storedAtLeast(inside, 100);
    await mosquitto.kill();
    await mosquitto.start();
    await delivered;
    expect(inside.store.figures()).toMatchObject(all);
    for (const { connections } of stubs) expect(connections).toBeGreaterThan(1);
  });

  test('arrive exactly once though the gateway goes away in between and another follows it', async () => {
    const { inside, stubs, startGateway } = await world();
    const first = await startGateway();
    const delivered = Promise.all(stubs.map((stub) => stub.deliver()));
    await storedAtLeast(inside, 100);
    await first.stop();
    const left = storedRecords(inside);
    await startGateway();
    await delivered;
    expect(left).toBeLessThan(300);
    expect(inside.store.figures()).toMatchObject(all);
  });

  test('arrive though the gateway starts before its broker', async () => {
    const { inside, mosquitto, stubs, startGateway } = await world();
    await mosquitto.kill();
    await startGateway();
    await mosquitto.start();
    await Promise.all(stubs.map((stub) => stub.deliver()));
    expect(inside.store.figures()).toMatchObject(all);
  });
});

test('a car counts as connected from its status on, until its last will', async () => {
  const { inside, mosquitto, startGateway } = await world();
  const gateway = await startGateway();
  const [entry] = inside.store.cars();
  if (entry === undefined) throw new Error('no car');
  const topic = topicOf(entry.car, 'status');
  const payload = Buffer.from(encodeStatus({ state: 'offline' }));
  const session = await new MqttConnector(mosquitto.login(entry.car)).connect(
    { message: () => {}, closed: () => {} },
    { mostCalls: 10, will: { topic, payload, qos: 1, retain: true } },
  );
  await session.publish(topic, encodeStatus({ state: 'online' }), { retain: true });
  await vi.waitFor(() => expect(gateway.statusOf(entry.car)).toMatchObject({ connected: true }));
  await session.close();
  await mosquitto.kill();
  await vi.waitFor(() => expect(gateway.statusOf(entry.car)).toMatchObject({ connected: false }));
});

describe('at the start it is refused, with the reason', () => {
  const start = (login: BrokerLogin) =>
    new OutsideBroker({ ...login, log: silentLog }).listen(new GatewayStub().hooks);

  test('a wrong password', async () => {
    const { mosquitto } = await world();
    await expect(start({ ...mosquitto.login(gatewayLogin), password: 'wrong' })).rejects.toMatchObject({
      code: 'broker-refused',
      blame: 'operator',
    });
  });

  test('a broker by an authority that is not known', async () => {
    const { mosquitto } = await world();
    await expect(start({ ...mosquitto.login(gatewayLogin), tls: {} })).rejects.toMatchObject({
      code: 'broker-refused',
      message: expect.stringContaining('unknown authority'),
    });
  });

  test.each(['http://127.0.0.1', 'mqtts://', 'broker'])('an address such as %s', (url) => {
    const login = { url, username: 'x', password: 'x', clientId: 'x', log: silentLog };
    expect(() => new OutsideBroker(login)).toThrow(`${url}: not mqtt://HOST:PORT or mqtts://HOST:PORT`);
  });
});
