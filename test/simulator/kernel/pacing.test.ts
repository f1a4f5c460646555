import { describe, expect, test } from 'vitest';
import type { Cancel } from '../../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../../protocol/units.ts';
import { Pacing, type PacingOptions, type RealTime } from '../../../simulator/kernel/pacing.ts';
import { world } from '../world.ts';

/** Real time that passes only when the test says so. */
class HandWoundTime implements RealTime {
  #now = 0;
  readonly #timers = new Map<number, Set<() => void>>();
  readonly clock = { elapsed: () => milliseconds(this.#now) };
  readonly timers = {
    after: (delay: Milliseconds, callback: () => void): Cancel => {
      const due = this.#timers.get(this.#now + delay) ?? new Set();
      this.#timers.set(this.#now + delay, due.add(callback));
      return () => void due.delete(callback);
    },
  };

  async pass(duration: number): Promise<void> {
    for (const end = this.#now + duration; this.#now < end; ) {
      this.#now += 1;
      for (const callback of this.#timers.get(this.#now) ?? []) callback();
      this.#timers.delete(this.#now);
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function paced(options: Partial<PacingOptions> = {}) {
  const { scheduler } = world();
  const real = new HandWoundTime();
  const pacing = new Pacing(scheduler, real, { speed: 10, ...options });
  const seen: number[] = [];
  for (const time of [100, 105, 300, 1_000]) {
    scheduler.after(milliseconds(time), () => seen.push(scheduler.now()));
  }
  return { scheduler, real, pacing, seen };
}

const untilTwoSeconds = milliseconds(2_000);

describe('virtual time at a pace (D12)', () => {
  test('never runs ahead of real time × speed, and ends at the end', async () => {
    const { scheduler, real, pacing, seen } = paced();
    const running = pacing.run(untilTwoSeconds);
    await real.pass(9);
    expect(seen).toEqual([]);
    await real.pass(3);
    expect(seen).toEqual([100, 105]);
    await real.pass(50);
    expect(seen).toEqual([100, 105, 300]);
    await real.pass(150);
    expect(await running).toBe('done');
    expect([seen.at(-1), scheduler.now()]).toEqual([1_000, 2_000]);
  });

  test('stands still while a watched operation is under way, and does not catch up afterwards', async () => {
    const { scheduler, real, pacing, seen } = paced();
    let finish = (): void => {};
    scheduler.after(milliseconds(100), () => {
      void pacing
        .watch('publishing', new Promise<void>((resolve) => (finish = resolve)))
        .then(() => seen.push(-1));
    });
    const running = pacing.run(untilTwoSeconds);
    await real.pass(500);
    expect(scheduler.now()).toBe(100);
    finish();
    await real.pass(5);
    expect(seen).toContain(-1);
    expect(scheduler.now()).toBeGreaterThan(100);
    expect(scheduler.now()).toBeLessThanOrEqual(160);
    await real.pass(200);
    expect(await running).toBe('done');
  });

  test('an operation beyond the limit ends the run with its name', async () => {
    const { real, pacing } = paced({ operationLimit: milliseconds(50) });
    void pacing.watch('syncing the journal of car-3', new Promise(() => {}));
    const running = pacing.run(untilTwoSeconds);
    const failed = expect(running).rejects.toMatchObject({
      code: 'operation-stuck',
      message: 'syncing the journal of car-3 took longer than 50 ms of real time',
    });
    await real.pass(60);
    await failed;
  });

  test('an operation that fails lets time go on; its failure is the caller’s', async () => {
    const { real, pacing, seen } = paced();
    const operation = pacing.watch('connecting', Promise.reject(new Error('refused')));
    await expect(operation).rejects.toThrow('refused');
    const running = pacing.run(untilTwoSeconds);
    await real.pass(250);
    expect(await running).toBe('done');
    expect(seen).toEqual([100, 105, 300, 1_000]);
  });

  test('stop ends the run, also while it waits', async () => {
    const { real, pacing, seen } = paced();
    const running = pacing.run(untilTwoSeconds);
    await real.pass(20);
    pacing.stop();
    expect(await running).toBe('stopped');
    expect(seen).toEqual([100, 105]);
  });

  test('an event that throws ends the run', async () => {
    const { scheduler, real, pacing } = paced();
    scheduler.after(milliseconds(50), () => {
      throw new Error('no such door');
    });
    const failed = expect(pacing.run(untilTwoSeconds)).rejects.toThrow('no such door');
    await real.pass(10);
    await failed;
  });
});
