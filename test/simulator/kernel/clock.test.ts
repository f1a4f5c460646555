import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../protocol/units.ts';
import { SimulatedClock } from '../../../simulator/kernel/clock.ts';
import { start, world } from '../world.ts';

const hour = milliseconds(3_600_000);

describe('the clocks of a simulated machine (D8)', () => {
  test('elapsed time counts from the boot; wall time goes on', async () => {
    const { scheduler } = world();
    const clock = new SimulatedClock(scheduler);
    await scheduler.run(hour);
    expect([clock.elapsed(), clock.wall()]).toEqual([hour, start + hour]);
    clock.boot();
    expect([clock.elapsed(), clock.wall()]).toEqual([0, start + hour]);
  });

  test('wall time is off by offset and drift; elapsed time is not', async () => {
    const { scheduler } = world();
    const clock = new SimulatedClock(scheduler);
    clock.setError({ offsetMilliseconds: -5_000, driftPpm: 50 });
    expect(clock.wall()).toBe(start - 5_000);
    await scheduler.run(hour);
    expect(clock.wall()).toBe(start + hour - 5_000 + 180);
    expect(clock.elapsed()).toBe(hour);
    clock.setError({ offsetMilliseconds: 0, driftPpm: -50 });
    expect(clock.wall()).toBe(start + hour);
  });

  test('a clock that is wrong at power-up shows the epoch at the earliest', () => {
    const clock = new SimulatedClock(world().scheduler);
    clock.setError({ offsetMilliseconds: -Number(start) - 1_000, driftPpm: 0 });
    expect(clock.wall()).toBe(0);
  });
});
