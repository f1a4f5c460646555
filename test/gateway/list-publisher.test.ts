import { expect, test } from 'vitest';
import { parseGatewayConfig } from '../../gateway/config.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { tokenId } from '../../protocol/ids.ts';
import { decodeCarriedList } from '../../protocol/lists/list.ts';
import { numberOf } from '../../protocol/lists/signed-list.ts';
import { encodeStatus } from '../../protocol/messages/status.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { topicOf } from '../../protocol/topics.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { BrokerStub } from '../support/broker-stub.ts';
import { firstOpened } from '../support/journeys.ts';
import { countingRandom } from '../support/random.ts';
import { JournalWriter } from '../support/records.ts';
import { hours, monday, TestStore } from '../support/store.ts';

/** A gateway with a car; what it publishes on the car's lists. */
async function setUp() {
  const inside = new TestStore();
  const car = inside.addCar();
  const { clock, timers } = inside.clock;
  const broker = new BrokerStub();
  const { store } = inside;
  const gateway = createGateway(
    { broker, store, clock, timers, random: countingRandom(), log: silentLog },
    parseGatewayConfig({}),
  );
  await gateway.start();
  const outside = { car: car.car, expiresAt: epochMilliseconds(monday + hours(9)) };
  let denied = 0;
  return {
    inside,
    car,
    gateway,
    broker,
    deny: () => store.revoke(tokenId(`${++denied}`.padStart(16, '0')), outside),
    async online() {
      await broker.receive(car.car, topicOf(car.car, 'status'), encodeStatus({ state: 'online' }));
      await inside.clock.advance(0);
    },
    published: () =>
      broker.published
        .filter(({ topic }) => topic === topicOf(car.car, 'lists'))
        .map(({ payload }) => decodeCarriedList(payload))
        .map(({ list, signed }) => numberOf(list, signed)),
  };
}

test('a car that comes online gets the lists that it has not recorded (clause 12.5)', async () => {
  const { inside, car, deny, online, published } = await setUp();
  deny();
  await online();
  expect(published()).toEqual([1]);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write({ kind: 'list-taken', list: 'deny-list', number: 1 }, 1000, monday);
  inside.ingest(car, journal.batch());
  await online();
  expect(published()).toEqual([1]);
});

test('a car that is there gets a list that another process has changed, within ten seconds, once', async () => {
  const { inside, deny, online, published, gateway } = await setUp();
  await online();
  deny();
  deny();
  await inside.clock.advance(10_000);
  await inside.clock.advance(60_000);
  expect(published()).toEqual([2]);
  await gateway.stop();
  expect(inside.clock.pending()).toBe(0);
});

test('a list that the broker did not take goes out with the next look, though nothing has changed since', async () => {
  const { inside, broker, deny, online, published } = await setUp();
  const publish = broker.publish.bind(broker);
  await online();
  await inside.clock.advance(20_000);
  deny();
  broker.publish = () => Promise.reject(new Error('no broker'));
  await inside.clock.advance(10_000);
  broker.publish = publish;
  await inside.clock.advance(10_000);
  await inside.clock.advance(60_000);
  expect(published()).toEqual([1]);
});
