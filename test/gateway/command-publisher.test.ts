import { expect, test } from 'vitest';
import { CommandPublisher } from '../../gateway/command-publisher.ts';
import type { CommandMade } from '../../gateway/register/commands.ts';
import { carId, commandId } from '../../protocol/ids.ts';
import { silentLog } from '../../protocol/runtime.ts';
import { topicOf } from '../../protocol/topics.ts';
import { shifted } from '../../protocol/units.ts';
import { BrokerStub } from '../support/broker-stub.ts';
import { createManualClock } from '../support/manual-clock.ts';

function bench() {
  const time = createManualClock();
  const broker = new BrokerStub();
  const open: CommandMade[] = [];
  const publisher = new CommandPublisher({
    store: { openCommands: () => open.filter(({ expiresAt }) => expiresAt > time.clock.wall()) },
    broker,
    clock: time.clock,
    log: silentLog,
  });
  const give = (id: string): CommandMade => {
    const expiresAt = shifted(time.clock.wall(), 30_000);
    const topic = topicOf(carId('car-1'), 'commands');
    const made = { command: commandId(id), expiresAt, topic, payload: Uint8Array.of(open.length) };
    open.push(made);
    return made;
  };
  const answer = (id: string): void => {
    open.splice(
      open.findIndex(({ command }) => command === id),
      1,
    );
  };
  return {
    ...time,
    answer,
    broker,
    publisher,
    give,
    sent: () => broker.published.map(({ payload }) => payload[0]),
  };
}

test('a command that another process gave goes out at once, and again every five seconds until it is answered', async () => {
  const { publisher, give, answer, sent, advance } = bench();
  give('0000000000000001');
  await publisher.publishOpen();
  give('0000000000000002');
  await publisher.publishOpen();
  await advance(4_999);
  await publisher.publishOpen();
  expect(sent()).toEqual([0, 1]);
  answer('0000000000000001');
  await advance(1);
  await publisher.publishOpen();
  expect(sent()).toEqual([0, 1, 1]);
});

test('one that was sent at once is not sent again at once', async () => {
  const { publisher, give, sent } = bench();
  await publisher.publish(give('0000000000000001'));
  await publisher.publishOpen();
  expect(sent()).toEqual([0]);
});

test('one that the broker did not take is tried again until it expires, and never after', async () => {
  const { publisher, give, sent, broker, advance } = bench();
  const { publish } = broker;
  broker.publish = () => Promise.reject(new Error('no broker'));
  give('0000000000000001');
  await publisher.publishOpen();
  await advance(29_999);
  broker.publish = publish;
  await publisher.publishOpen();
  expect(sent()).toEqual([0]);
  broker.publish = () => Promise.reject(new Error('no broker'));
  give('0000000000000002');
  await publisher.publishOpen();
  await advance(30_000);
  broker.publish = publish;
  await publisher.publishOpen();
  expect(sent()).toEqual([0]);
});
