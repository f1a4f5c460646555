import { expect, test } from 'vitest';
import { milliseconds } from '../../protocol/units.ts';
import { feedWatchdog } from '../../protocol/watchdog.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** A watchdog that is fed every ten seconds, and how often that happened. */
function fed(pulse: () => Promise<unknown>) {
  const { timers, advance } = createManualClock();
  let feeds = 0;
  const stop = feedWatchdog(timers, milliseconds(10_000), pulse, () => {
    feeds += 1;
  });
  return { advance, stop, feeds: () => feeds };
}

test('it is fed at once, and then each time that the pulse has answered', async () => {
  const { advance, feeds } = fed(async () => {});
  await advance(0);
  expect(feeds()).toBe(1);
  await advance(30_000);
  expect(feeds()).toBe(4);
});

test('a pulse that never answers leaves it hungry for good, and is not asked a second time', async () => {
  let asked = 0;
  const { advance, feeds } = fed(() => {
    asked += 1;
    return asked < 3 ? Promise.resolve() : new Promise(() => {});
  });
  await advance(100_000);
  expect({ asked, feeds: feeds() }).toEqual({ asked: 3, feeds: 2 });
});

test('a pulse that says no leaves it hungry until one says yes again', async () => {
  let isWell = false;
  const { advance, feeds } = fed(() => (isWell ? Promise.resolve() : Promise.reject(new Error('unwell'))));
  await advance(30_000);
  expect(feeds()).toBe(0);
  isWell = true;
  await advance(10_000);
  expect(feeds()).toBe(1);
});

test('after the end it is not fed, not even by a pulse that was under way', async () => {
  const answer = Promise.withResolvers<void>();
  const { advance, stop, feeds } = fed(() => answer.promise);
  stop();
  answer.resolve();
  await advance(30_000);
  expect(feeds()).toBe(0);
});
