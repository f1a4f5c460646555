import { describe, expect, test } from 'vitest';
import type { MqttEvents, MqttSession } from '../../../device/ports.ts';
import { milliseconds } from '../../../protocol/units.ts';
import type { Owner } from '../../../simulator/kernel/owner.ts';
import type { Settling } from '../../../simulator/kernel/settling.ts';
import type { NetworkConditions } from '../../../simulator/network/conditions.ts';
import { Network } from '../../../simulator/network/network.ts';
import { bytes, GatewayStub, password } from '../../contract/gateway-stub.ts';
import { world } from '../world.ts';

const minute = 60_000;
const topic = 'cars/car-12/records';
const receipts = 'cars/car-12/receipts';
const will = { topic: 'cars/car-12/status', payload: bytes('gone') };

class Bench {
  readonly kernel;
  readonly network: Network;
  readonly gateway = new GatewayStub();
  readonly seen: string[] = [];

  constructor(seed = 1, conditions: Partial<NetworkConditions> = {}, settling: Settling = 'touched') {
    this.kernel = world(seed, settling);
    this.network = new Network({ ...this.kernel, conditions });
  }

  /** Lets virtual time pass. */
  pass(duration: number): Promise<void> {
    const { scheduler } = this.kernel;
    return scheduler.run(milliseconds(scheduler.now() + duration));
  }

  /** Lets time pass, and says how something went. */
  async outcome(promise: Promise<unknown>, duration = 2 * minute): Promise<string> {
    const outcome = promise.then(
      () => 'done',
      (reason: unknown) => (reason instanceof Error ? reason.message : 'failed'),
    );
    const pending = Promise.resolve('pending');
    await this.pass(duration);
    return Promise.race([outcome, pending]);
  }

  connecting(owner?: Owner): Promise<MqttSession> {
    const events: MqttEvents = {
      message: (_, payload) => this.seen.push(`message ${Buffer.from(payload)}`),
      closed: (reason) => this.seen.push(`closed: ${reason}`),
    };
    return this.network
      .mqtt({ username: 'car-12', password, clientId: 'car-12' }, owner)
      .connect(will, events);
  }

  async connected(owner?: Owner): Promise<MqttSession> {
    const connecting = this.connecting(owner);
    await this.outcome(connecting);
    return connecting;
  }

  publish(session: MqttSession, text: string): Promise<void> {
    return session.publish(topic, bytes(text), { retain: false });
  }
}

const traceOf = async (seed: number, settling?: Settling): Promise<string> => {
  const bench = new Bench(seed, {}, settling);
  await bench.network.broker().listen(bench.gateway.hooks);
  const session = await bench.connected();
  expect(await bench.outcome(Promise.all(['1', '2', '3'].map((text) => bench.publish(session, text))))).toBe(
    'done',
  );
  expect(bench.kernel.trace.events).toBe(8);
  return bench.kernel.trace.digest();
};

test('every packet goes into the trace: the same for the same seed, another for another (D12)', async () => {
  expect(await traceOf(1)).toBe(await traceOf(1));
  expect(await traceOf(1)).not.toBe(await traceOf(2));
});

test('the trace is the same when promises settle after each event, needed or not (D12)', async () => {
  expect(await traceOf(1, 'touched')).toBe(await traceOf(1, 'always'));
  expect(await traceOf(1, 'drained')).toBe(await traceOf(1, 'always'));
});

describe('a car without coverage', () => {
  test('loses its connection and what was under way, and cannot connect until it is back', async () => {
    const bench = new Bench();
    await bench.network.broker().listen(bench.gateway.hooks);
    const session = await bench.connected();
    const publishing = bench.publish(session, 'lost on the way');
    bench.network.offline('car-12');
    expect(await bench.outcome(Promise.allSettled([publishing]))).toBe('done');
    await expect(publishing).rejects.toMatchObject({ code: 'broker-unavailable', mayHaveHappened: true });
    await bench.pass(minute);
    expect(bench.seen).toEqual(['closed: no coverage']);
    expect(bench.gateway.texts()).toEqual(['cars/car-12/status=gone']);
    expect(await bench.outcome(bench.connecting())).toBe('no coverage');
    bench.network.online('car-12');
    expect(await bench.outcome(bench.publish(await bench.connected(), 'back'))).toBe('done');
    expect(bench.gateway.texts()).toContain(`${topic}=back`);
  });
});

describe('a partition in one direction', () => {
  test('holds messages back, and lets them through in order when it heals', async () => {
    const bench = new Bench(1, { carNotices: [90_000, 90_000] });
    await bench.network.broker().listen(bench.gateway.hooks);
    const session = await bench.connected();
    bench.network.clog('car-12', 'up');
    const publishing = Promise.all(['1', '2', '3'].map((text) => bench.publish(session, text)));
    expect(await bench.outcome(publishing, minute)).toBe('pending');
    expect(bench.gateway.received).toEqual([]);
    bench.network.unclog('car-12', 'up');
    expect(await bench.outcome(publishing)).toBe('done');
    expect(bench.gateway.texts()).toEqual(['1', '2', '3'].map((text) => `${topic}=${text}`));
  });

  test('that lasts ends the connection: the gateway may have received what was never acknowledged', async () => {
    const bench = new Bench();
    await bench.network.broker().listen(bench.gateway.hooks);
    const session = await bench.connected();
    bench.network.clog('car-12', 'down');
    const outcome = Promise.allSettled([bench.publish(session, 'heard')]);
    await bench.pass(10 * minute);
    expect(bench.gateway.texts()[0]).toBe(`${topic}=heard`);
    expect(await outcome).toMatchObject([{ status: 'rejected', reason: { mayHaveHappened: true } }]);
    expect(bench.seen).toEqual(['closed: keepalive timeout']);
  });
});

describe('a crash', () => {
  test('of a car calls nobody in it any more; the broker notices in time', async () => {
    const bench = new Bench();
    const broker = bench.network.broker();
    await broker.listen(bench.gateway.hooks);
    const owner = bench.kernel.scheduler.owner('car-12');
    const session = await bench.connected(owner);
    expect(await bench.outcome(session.subscribe(receipts))).toBe('done');
    await broker.publish(receipts, bytes('under way'), { retain: false });
    owner.kill();
    await bench.pass(10 * minute);
    expect(bench.seen).toEqual([]);
    expect(bench.gateway.texts()).toEqual(['cars/car-12/status=gone']);
    expect(bench.gateway.disconnected).toHaveLength(1);
  });

  test('of the gateway breaks all connections, loses what is retained, and tells it nothing', async () => {
    const bench = new Bench();
    const owner = bench.kernel.scheduler.owner('gateway');
    const broker = bench.network.broker(owner);
    await broker.listen(bench.gateway.hooks);
    const session = await bench.connected();
    await broker.publish(receipts, bytes('retained'), { retain: true });
    bench.gateway.hold();
    const publishing = Promise.allSettled([bench.publish(session, 'x')]);
    await bench.pass(minute);
    owner.kill();
    bench.gateway.received[0]?.resolve();
    await bench.pass(10 * minute);
    expect(await publishing).toMatchObject([{ status: 'rejected' }]);
    expect([bench.gateway.received.length, bench.gateway.disconnected]).toEqual([1, []]);
    expect(bench.seen).toEqual(['closed: connection reset']);
    expect(await bench.outcome(bench.connecting())).toBe('connection refused');

    await bench.network.broker().listen(new GatewayStub().hooks);
    expect(await bench.outcome((await bench.connected()).subscribe(receipts))).toBe('done');
    expect(bench.seen).toHaveLength(1);
  });
});

describe('bounds (D13)', () => {
  test('a car with too much under way is told at once', async () => {
    const bench = new Bench(1, { capacity: 3 });
    await bench.network.broker().listen(bench.gateway.hooks);
    const session = await bench.connected();
    const all = Promise.allSettled(['1', '2', '3', '4'].map((text) => bench.publish(session, text)));
    expect(await bench.outcome(all)).toBe('done');
    expect((await all).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ]);
    expect((await all)[3]).toMatchObject({
      reason: { message: 'too much is under way', mayHaveHappened: false },
    });
  });

  test('a car that takes nothing is disconnected', async () => {
    const bench = new Bench(1, { capacity: 3, carNotices: [90_000, 90_000] });
    const broker = bench.network.broker();
    await broker.listen(bench.gateway.hooks);
    expect(await bench.outcome((await bench.connected()).subscribe(receipts))).toBe('done');
    bench.network.clog('car-12', 'down');
    for (let count = 0; count < 4; count++) await broker.publish(receipts, bytes('x'), { retain: false });
    await bench.pass(10 * minute);
    expect(bench.seen).toEqual(['closed: the client reads too slowly']);
  });
});

test('a network that loses connections now and then delivers in order what it delivers', async () => {
  const bench = new Bench(3, { lossChance: 0.05 });
  await bench.network.broker().listen(bench.gateway.hooks);
  const acknowledged: number[] = [];
  for (let number = 0; number < 200; ) {
    const session = await bench.connected().catch(() => null);
    while (session !== null && number < 200) {
      if ((await bench.outcome(bench.publish(session, `${number}`))) !== 'done') break;
      acknowledged.push(number++);
    }
  }
  const received = bench.gateway.texts().filter((text) => text.startsWith(topic));
  expect(received.length).toBeGreaterThan(acknowledged.length);
  expect([...new Set(received)]).toEqual(acknowledged.map((number) => `${topic}=${number}`));
  expect(bench.seen.length).toBeGreaterThan(5);
});
