import { expect, test } from 'vitest';
import { collectHeap } from '../../../device/adapters/heap-collection.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';

/** Something that nobody holds. */
const forgotten = (): WeakRef<object> => new WeakRef({});

test('what nobody holds is gone after each interval, until it is told to stop', async () => {
  const { timers, advance, pending } = createManualClock();
  const stop = collectHeap(timers, milliseconds(1000));
  for (let times = 0; times < 2; times++) {
    const object = forgotten();
    await advance(1000);
    expect(object.deref()).toBeUndefined();
  }
  stop();
  expect(pending()).toBe(0);
});
