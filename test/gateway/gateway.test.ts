import { describe, expect, test } from 'vitest';
import { parseGatewayConfig } from '../../gateway/config.ts';
import { createGateway } from '../../gateway/gateway.ts';
import type { Store } from '../../gateway/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import { decodeCommand } from '../../protocol/messages/command.ts';
import { encodeStatus } from '../../protocol/messages/status.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { decodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { topicOf } from '../../protocol/topics.ts';
import { BrokerStub } from '../support/broker-stub.ts';
import { firstOpened, lockChanged } from '../support/journeys.ts';
import { countingRandom } from '../support/random.ts';
import { JournalWriter } from '../support/records.ts';
import { hmacWith } from '../support/signing-keys.ts';
import { monday, TestStore } from '../support/store.ts';

const observer = { name: 'observer', password: 'only-for-reading' };

const setUp = async (storeOf: (store: Store) => Store = (store) => store) => {
  const inside = new TestStore();
  const car = inside.addCar();
  const { clock, timers } = inside.clock;
  const broker = new BrokerStub();
  const gateway = createGateway(
    { broker, store: storeOf(inside.store), clock, timers, random: countingRandom(), log: silentLog },
    parseGatewayConfig({ observer }),
  );
  await gateway.start();
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1000, monday);
  const send = (payload = journal.batch()) => broker.receive(car.car, topicOf(car.car, 'records'), payload);
  return { inside, car, broker, gateway, journal, send };
};

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A store that never answers `ingest` until it is let go. */
const held = (store: Store) => {
  const gate = Promise.withResolvers<void>();
  const groups: number[] = [];
  const ingest: Store['ingest'] = async (messages) => {
    groups.push(messages.length);
    await gate.promise;
    return store.ingest(messages);
  };
  return { gate, groups, store: { ...store, ingest } };
};

describe('logins and rights (clauses 2.1, 2.4)', () => {
  test('a car is known by its name and password', async () => {
    const { broker, inside, car } = await setUp();
    const { password } = inside.provision(car);
    expect(await broker.hooks.authenticate('car-1', text(password))).toEqual({ kind: 'car', car: 'car-1' });
    expect(await broker.hooks.authenticate('car-2', text(password))).toBeNull();
    expect(await broker.hooks.authenticate('car-1', text('guess'))).toBeNull();
    expect(await broker.hooks.authenticate('Not A Car', text(password))).toBeNull();
  });

  test('the observer reads all of the protocol and writes nothing', async () => {
    const { broker, car } = await setUp();
    const peer = await broker.hooks.authenticate(observer.name, text(observer.password));
    if (peer === null) throw new Error('the observer is not let in');
    expect(peer).toEqual({ kind: 'observer', name: 'observer' });
    expect(broker.hooks.maySubscribe(peer, 'ritmeter/1/#')).toBe(true);
    expect(broker.hooks.maySubscribe(peer, '#')).toBe(false);
    expect(broker.hooks.mayPublish(peer, topicOf(car.car, 'records'))).toBe(false);
    expect(await broker.hooks.authenticate(observer.name, text('wrong password'))).toBeNull();
  });

  test('a car writes and reads its own topics only', async () => {
    const { broker, car } = await setUp();
    const peer = { kind: 'car', car: car.car } as const;
    expect(broker.hooks.mayPublish(peer, topicOf(car.car, 'records'))).toBe(true);
    expect(broker.hooks.mayPublish(peer, topicOf(car.car, 'receipts'))).toBe(false);
    expect(broker.hooks.maySubscribe(peer, topicOf(car.car, 'receipts'))).toBe(true);
    expect(broker.hooks.maySubscribe(peer, 'ritmeter/1/#')).toBe(false);
  });
});

describe('messages', () => {
  test('are acknowledged after COMMIT, and answered with a receipt that is not retained (D3)', async () => {
    const { broker, send, inside } = await setUp();
    await send();
    expect(inside.store.figures().records).toBe(2);
    expect(broker.published).toMatchObject([{ topic: 'ritmeter/1/cars/car-1/receipts', retain: false }]);
  });

  test('are neither acknowledged nor answered before COMMIT (D3)', async () => {
    const hold = Promise.withResolvers<ReturnType<typeof held>>();
    const { broker, send, inside } = await setUp((store) => {
      const holding = held(store);
      hold.resolve(holding);
      return holding.store;
    });
    const { gate } = await hold.promise;
    let acknowledged = false;
    const sent = send().then(() => {
      acknowledged = true;
    });
    await inside.clock.advance(1000);
    expect([acknowledged, broker.published.length]).toEqual([false, 0]);
    gate.resolve();
    await sent;
    expect([acknowledged, broker.published.length]).toEqual([true, 1]);
  });

  test('are not acknowledged where the database fails, and health turns red until it works again (D4)', async () => {
    let works = false;
    const { send, gateway } = await setUp((store) => ({
      ...store,
      ingest: (messages) => {
        if (works) return store.ingest(messages);
        throw new Fault({ code: 'database-failed', blame: 'environment', temporary: true }, 'disk full');
      },
    }));
    await expect(send()).rejects.toMatchObject({ code: 'no-commit', temporary: true });
    expect(gateway.health()).toMatchObject({ state: 'red', reason: 'not stored: disk full' });
    works = true;
    await send();
    expect(gateway.health()).toMatchObject({ state: 'green', reason: null });
  });

  test('of somebody else’s topic are refused', async () => {
    const { broker, car } = await setUp();
    await expect(broker.receive(car.car, 'ritmeter/1/cars/car-2/records', text(''))).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });
});

test('a status is kept for display (clause 5.1)', async () => {
  const { broker, car, gateway } = await setUp();
  const payload = encodeStatus({ state: 'online', software: '1.2.3' });
  broker.hooks.connected({ kind: 'car', car: car.car });
  await broker.receive(car.car, topicOf(car.car, 'status'), payload);
  expect(gateway.statusOf(car.car)).toMatchObject({ connected: true, status: { software: '1.2.3' } });
  broker.hooks.disconnected({ kind: 'car', car: car.car });
  expect(gateway.statusOf(car.car)).toMatchObject({ connected: false });
});

test('a command is authenticated for its car, and expires (clause 5.2)', async () => {
  const { broker, car, gateway, inside } = await setUp();
  const command = await gateway.sendCommand(car.car, 'unlock');
  const [sent] = broker.published;
  expect(sent).toMatchObject({ topic: 'ritmeter/1/cars/car-1/commands', retain: false });
  const { macKey } = inside.provision(car);
  const payload = decodeAuthenticated(sent?.topic ?? '', sent?.payload ?? new Uint8Array(), hmacWith(macKey));
  const now = inside.clock.clock.wall();
  expect(decodeCommand(payload)).toEqual({
    command,
    action: 'unlock',
    issuedAt: now,
    expiresAt: now + 30_000,
  });
});

test('stopping stores what was taken, takes no more, and closes the broker', async () => {
  const { broker, send, gateway, inside } = await setUp();
  const sent = send();
  await gateway.stop();
  await sent;
  expect(inside.store.figures().records).toBe(2);
  expect(broker.closed).toBe(true);
  await expect(send()).rejects.toMatchObject({ code: 'stopping' });
});

test('the operator’s faults reject, wherever the store runs', async () => {
  const { gateway, car } = await setUp();
  const again = gateway.addCar({ car: car.car, priceClass: 'S', registration: '', publicKey: car.publicKey });
  await expect(again).rejects.toMatchObject({ code: 'already-exists' });
});
