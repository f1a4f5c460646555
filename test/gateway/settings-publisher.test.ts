import { expect, test } from 'vitest';
import { parseGatewayConfig } from '../../gateway/config.ts';
import { createGateway } from '../../gateway/gateway.ts';
import { encodeStatus } from '../../protocol/messages/status.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { decodeSettings } from '../../protocol/settings/signed-settings.ts';
import { topicOf } from '../../protocol/topics.ts';
import { BrokerStub } from '../support/broker-stub.ts';
import { countingRandom } from '../support/random.ts';
import { TestStore } from '../support/store.ts';

test('a car gets settings as it comes online, and within ten seconds of their being set, once a session', async () => {
  const inside = new TestStore();
  const { car } = inside.addCar();
  const { clock, timers } = inside.clock;
  const broker = new BrokerStub();
  const { store } = inside;
  const ports = { broker, store, clock, timers, random: countingRandom(), log: silentLog };
  const gateway = createGateway(ports, parseGatewayConfig({}));
  await gateway.start();
  const online = async () => {
    await broker.receive(car, topicOf(car, 'status'), encodeStatus({ state: 'online' }));
    await inside.clock.advance(0);
  };
  const versions = () =>
    broker.published
      .filter(({ topic }) => topic === topicOf(car, 'lists'))
      .map(({ payload }) => decodeSettings(payload).offer.version);

  await online();
  expect(versions()).toEqual([]);
  store.setSettings({ cars: [car], content: {}, version: null });
  await inside.clock.advance(10_000);
  await inside.clock.advance(60_000);
  expect(versions()).toEqual([1]);
  await online();
  expect(versions()).toEqual([1, 1]);
  await gateway.stop();
  expect(inside.clock.pending()).toBe(0);
});
