import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { type Milliseconds, milliseconds } from '../../../protocol/units.ts';

/** How far uptime is ahead of the monotonic clock: what the machine slept, and what uptime is coarse by. */
const machine = vi.hoisted(() => ({ ahead: 0 }));
vi.mock('node:os', () => ({ uptime: () => (performance.now() + machine.ahead) / 1_000 }));

beforeEach(() => {
  machine.ahead = 5_000_000;
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'Date'], now: 0 });
});
afterEach(() => vi.useRealTimers());

const awake = (duration: number): void => void vi.advanceTimersByTime(duration);
const asleep = (duration: number): void => {
  machine.ahead += duration;
};

describe('elapsed time of this machine (D8)', () => {
  test('is the time since boot, to the millisecond', () => {
    const clock = new SystemClock();
    expect(clock.elapsed()).toBe(5_000_000);
    awake(7);
    expect(clock.elapsed()).toBe(5_000_007);
  });

  test('runs on through sleep, as soon as a second after it', () => {
    const clock = new SystemClock();
    asleep(3_600_000);
    awake(1_000);
    expect(clock.elapsed()).toBe(5_000_000 + 3_601_000);
  });

  test('is not moved by the coarseness of uptime, and never goes back', () => {
    const clock = new SystemClock();
    let last = clock.elapsed();
    for (let step = 0; step < 100; step++) {
      awake(333);
      machine.ahead = 5_000_000 + (step % 5) * 10 - 20;
      const now = clock.elapsed();
      expect(now - last).toBe(333);
      last = now;
    }
  });

  test('wall time is what the machine holds for it', () => {
    vi.setSystemTime(1_793_602_800_000);
    expect(new SystemClock().wall()).toBe(1_793_602_800_000);
  });
});

describe('timers on elapsed time', () => {
  const firesAfter = (delay: number, steps: readonly (() => void)[]): number | null => {
    const fired = vi.fn();
    new SystemTimers(new SystemClock()).after(milliseconds(delay), fired);
    for (const [index, step] of steps.entries()) {
      step();
      if (fired.mock.calls.length > 0) return index;
    }
    return null;
  };

  test('fire when the time is over, also beyond what one system timer can wait (24.8 days)', () => {
    expect(firesAfter(10, [() => awake(9), () => awake(1)])).toBe(1);
    const days = 40 * 86_400_000;
    expect(firesAfter(days, [() => awake(days - 1_000), () => awake(2_000)])).toBe(1);
  });

  test('fire within a minute after a sleep in which they were due', () => {
    expect(firesAfter(1_800_000, [() => awake(60_000), () => asleep(3_600_000), () => awake(60_001)])).toBe(
      2,
    );
  });

  test('do not fire once they are taken back', () => {
    const fired = vi.fn();
    const cancel = new SystemTimers(new SystemClock()).after(milliseconds(100_000), fired);
    awake(70_000);
    cancel();
    awake(70_000);
    expect(fired).not.toHaveBeenCalled();
  });

  test('rest on the clock they are given', () => {
    let elapsed: Milliseconds = milliseconds(0);
    const fired = vi.fn();
    new SystemTimers({ elapsed: () => elapsed }).after(milliseconds(120_000), fired);
    elapsed = milliseconds(119_999);
    awake(60_000);
    expect(fired).not.toHaveBeenCalled();
    awake(1);
    expect(fired).toHaveBeenCalledOnce();
  });
});

test('random bytes are as many as asked for, and new each time', () => {
  expect(systemRandom.bytes(16)).toHaveLength(16);
  expect(systemRandom.bytes(16)).not.toEqual(systemRandom.bytes(16));
});
