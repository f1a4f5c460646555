import { describe, expect, test } from 'vitest';
import { IngestQueue } from '../../../gateway/ingest/ingest-queue.ts';
import type {
  AfterCommit,
  ArrivedMessage,
  IngestResult,
  Outcome,
  UplinkTopic,
} from '../../../gateway/ingest/message.ts';
import { carId } from '../../../protocol/ids.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const message = (bytes = 1, car = 'car-1', topic: UplinkTopic = 'records'): ArrivedMessage => ({
  car: carId(car),
  topic,
  payload: new Uint8Array(bytes),
  receivedAt: epochMilliseconds(0),
});

/** A queue before a store whose every COMMIT the test gives. */
const setUp = (limits = {}, settle = (): AfterCommit => ({ receipts: [], settleIn: null })) => {
  const manual = createManualClock();
  const groups: {
    readonly size: number;
    readonly cars: readonly string[];
    readonly commit: (outcomes?: readonly Outcome[]) => void;
    readonly fail: () => void;
  }[] = [];
  const queue = new IngestQueue({
    ingest: (messages) => {
      const { promise, resolve, reject } = Promise.withResolvers<IngestResult>();
      groups.push({
        size: messages.length,
        cars: messages.map(({ car }) => car),
        commit: (outcomes = messages.map(() => 'stored')) =>
          resolve({ outcomes, receipts: [], settleIn: null }),
        fail: () => reject(new Error('disk full')),
      });
      return promise;
    },
    settle,
    publish: () => {},
    clock: manual.clock,
    timers: manual.timers,
    log: silentLog,
    limits: {
      mostWaitingMessages: 10,
      mostWaitingBytes: 1000,
      mostGroupedMessages: 4,
      mostGroupedBytes: 10_000,
      commitSeconds: 10,
      ...limits,
    },
  });
  return { queue, groups, manual };
};

test('messages that come while a group is under way share the next COMMIT (D11)', async () => {
  const { queue, groups } = setUp();
  const sent = [queue.add(message()), queue.add(message()), queue.add(message())];
  expect(groups.map(({ size }) => size)).toEqual([1]);
  groups[0]?.commit();
  await sent[0];
  expect(groups.map(({ size }) => size)).toEqual([1, 2]);
  groups[1]?.commit();
  await Promise.all(sent);
});

test('a second group goes to the store when as many messages wait as are under way (D11)', async () => {
  const { queue, groups } = setUp({ mostWaitingMessages: 500, mostGroupedMessages: 500 });
  const sizes = (): readonly number[] => groups.map(({ size }) => size);
  const sent: Promise<void>[] = [];
  const send = (count: number): void => {
    for (let number = 0; number < count; number++) sent.push(queue.add(message(1, `car-${number}`)));
  };
  send(1 + 32 + 60);
  expect(sizes()).toEqual([1, 32]);
  groups[0]?.commit();
  await sent[0];
  expect(sizes()).toEqual([1, 32, 60]);
  groups[1]?.commit();
  await sent[1];
  send(59);
  expect(sizes()).toEqual([1, 32, 60]);
  send(1);
  expect(sizes()).toEqual([1, 32, 60, 60]);
  for (const { commit } of groups) commit();
  await Promise.all(sent);
});

test('what the store failed to take is not acknowledged; the rest of its group is (D4)', async () => {
  const { queue, groups } = setUp();
  const first = queue.add(message());
  const sent = [queue.add(message()), queue.add(message())];
  groups[0]?.commit();
  await first;
  groups[1]?.commit(['failed', 'stored']);
  await expect(sent[0]).rejects.toMatchObject({ code: 'no-commit' });
  await sent[1];
});

test('health is red while the database refuses what a car sends, and green when it takes it again', async () => {
  const { queue, groups } = setUp();
  const refused = expect(queue.add(message())).rejects.toMatchObject({ code: 'no-commit' });
  groups[0]?.commit(['failed']);
  await refused;
  const other = queue.add(message(1, 'car-2'));
  groups[1]?.commit();
  await other;
  const reason = 'the database refuses messages of car-1: the log says why';
  expect(queue.health()).toMatchObject({ state: 'red', reason });
  const again = queue.add(message());
  groups[2]?.commit();
  await again;
  expect(queue.health()).toMatchObject({ state: 'green', reason: null });
});

test('health stays red though a status came through, which needs no room on a full disk (D4)', async () => {
  const { queue, groups } = setUp();
  const failed = expect(queue.add(message())).rejects.toMatchObject({ code: 'no-commit' });
  groups[0]?.fail();
  await failed;
  const small = queue.add(message(1, 'car-2', 'status'));
  groups[1]?.commit();
  await small;
  expect(queue.health()).toMatchObject({ state: 'red', reason: 'not stored: disk full', lastCommitAt: null });
  const again = queue.add(message());
  groups[2]?.commit();
  await again;
  expect(queue.health()).toMatchObject({ state: 'green', reason: null });
});

test('health is red while a car has no room for what it sends, until a record of it is stored (D13)', async () => {
  const { queue, groups } = setUp();
  const became = async (outcome: Outcome, topic: UplinkTopic): Promise<unknown> => {
    const sent = queue.add(message(1, 'car-1', topic));
    groups.at(-1)?.commit([outcome]);
    await sent;
    return queue.health();
  };
  const reason = 'no room is left for what comes of car-1: the log says for what';
  expect(await became('beyond', 'records')).toMatchObject({ state: 'red', reason });
  expect(await became('stored', 'status')).toMatchObject({ state: 'red' });
  expect(await became('stored', 'records')).toMatchObject({ state: 'green' });
});

test('health is green again once cars that have nothing new come through (D4)', async () => {
  const { queue, groups, manual } = setUp();
  const late = expect(queue.add(message())).rejects.toMatchObject({ code: 'no-commit' });
  await manual.advance(10_000);
  await late;
  groups[0]?.commit(['dropped']);
  await manual.advance(0);
  expect(queue.health()).toMatchObject({ state: 'green' });
  const failed = expect(queue.add(message(1, 'car-1', 'status'))).rejects.toMatchObject({
    code: 'no-commit',
  });
  groups[1]?.fail();
  await failed;
  const again = queue.add(message(1, 'car-1', 'status'));
  groups[2]?.commit();
  await again;
  expect(queue.health()).toMatchObject({ state: 'green' });
});

test('health is red while bills cannot be written, which is tried again each second (D4)', async () => {
  let isFull = true;
  const { queue, manual } = setUp({}, () => {
    if (isFull) throw new Error('disk full');
    return { receipts: [], settleIn: null };
  });
  queue.settle();
  await manual.advance(1_000);
  const reason = 'receipts and statements have to wait: disk full';
  expect(queue.health()).toMatchObject({ state: 'red', reason });
  isFull = false;
  await manual.advance(1_000);
  expect(queue.health()).toMatchObject({ state: 'green', reason: null });
});

test('a group has a limit (D13)', async () => {
  const { queue, groups } = setUp();
  const sent = Array.from({ length: 7 }, () => queue.add(message()));
  for (let at = 0; at < 3; at++) {
    groups[at]?.commit();
    await sent[at === 0 ? 0 : 4 * at - 3];
  }
  await Promise.all(sent);
  expect(groups.map(({ size }) => size)).toEqual([1, 4, 2]);
});

test('ten seconds without COMMIT: nothing that waits is acknowledged (D4)', async () => {
  const { queue, manual } = setUp();
  const sent = [queue.add(message()), queue.add(message())];
  const settled = Promise.allSettled(sent);
  await manual.advance(9999);
  expect(queue.health().state).toBe('green');
  await manual.advance(1);
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(queue.health()).toMatchObject({ state: 'red', reason: 'no COMMIT for 10 s' });
  await expect(queue.add(message())).rejects.toMatchObject({ code: 'no-commit' });
});

test('a COMMIT that comes late makes the queue take messages again (D4)', async () => {
  const { queue, groups, manual } = setUp();
  const late = Promise.allSettled([queue.add(message())]);
  await manual.advance(10_000);
  await late;
  groups[0]?.commit();
  await manual.advance(0);
  expect(queue.health().state).toBe('green');
  const next = queue.add(message());
  groups[1]?.commit();
  await next;
});

test('a group that fails does not hold up the next', async () => {
  const { queue, groups } = setUp();
  const first = expect(queue.add(message())).rejects.toMatchObject({ code: 'no-commit' });
  const second = queue.add(message());
  groups[0]?.fail();
  await first;
  groups[1]?.commit();
  await second;
});

test.each([
  ['messages', { mostWaitingMessages: 2 }, 1],
  ['bytes', { mostWaitingBytes: 200 }, 100],
])('past its limit of %s the queue takes no more (D13)', async (_, limits, bytes) => {
  const { queue } = setUp(limits);
  for (let count = 0; count < 3; count++) void queue.add(message(bytes));
  await expect(queue.add(message(bytes))).rejects.toMatchObject({ code: 'gateway-busy', temporary: true });
});

test('closing waits for what was taken', async () => {
  const { queue, groups } = setUp();
  const sent = queue.add(message());
  let closed = false;
  const closing = queue.close().then(() => {
    closed = true;
  });
  await expect(queue.add(message())).rejects.toMatchObject({ code: 'stopping' });
  expect(closed).toBe(false);
  groups[0]?.commit();
  await sent;
  await closing;
  expect(closed).toBe(true);
});

describe('while some cars have much to send and others little', () => {
  const limits = {
    mostWaitingMessages: 1000,
    mostWaitingBytes: 10_000_000,
    mostGroupedMessages: 1000,
    mostGroupedBytes: 1_000_000,
  };
  const begun = () => {
    const set = setUp(limits);
    void set.queue.add(message(300, 'live'));
    for (let count = 0; count < 40; count++) void set.queue.add(message(11_000, 'backlog'));
    return set;
  };

  test('a message of a car that sends little stands behind one quantum of the others at most (D13)', async () => {
    const { groups, queue, manual } = begun();
    groups[0]?.commit();
    await manual.advance(0);
    expect(groups[1]?.cars).toEqual(['backlog', 'backlog']);
    void queue.add(message(300, 'live'));
    expect(groups[2]?.cars).toEqual(['live']);
  });

  test('the store rests between two quanta', async () => {
    const { groups, manual } = begun();
    groups[0]?.commit();
    await manual.advance(0);
    groups[1]?.commit();
    await manual.advance(0);
    expect(groups).toHaveLength(2);
    await manual.advance(1);
    expect(groups[2]?.cars).toEqual(['backlog', 'backlog']);
  });

  test('those who have much to send get their turn however much the others send', async () => {
    const { groups, queue, manual } = begun();
    for (let turn = 0; turn < 20; turn++) {
      for (let number = 0; number < 50; number++) void queue.add(message(300, `c${turn}-${number}`));
      groups[turn]?.commit();
      await manual.advance(1);
    }
    expect(groups.flatMap(({ cars }) => cars).filter((car) => car === 'backlog').length).toBeGreaterThan(5);
  });

  test('the store does not rest when those who send little have been silent', async () => {
    const { groups, manual } = begun();
    await manual.advance(50);
    for (let turn = 0; turn < 5; turn++) {
      groups[turn]?.commit();
      await manual.advance(0);
    }
    expect(groups).toHaveLength(6);
  });

  test('without the others those who have much to send share large groups', async () => {
    const { groups, queue, manual } = begun();
    for (let number = 0; number < 20; number++)
      for (let count = 0; count < 4; count++) void queue.add(message(3700, `back-${number}`));
    await manual.advance(200);
    for (const { commit } of groups) commit();
    await manual.advance(0);
    expect(groups.at(-1)?.size).toBeGreaterThanOrEqual(20);
  });
});
