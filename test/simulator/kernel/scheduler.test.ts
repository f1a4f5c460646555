import { describe, expect, test } from 'vitest';
import { milliseconds } from '../../../protocol/units.ts';
import type { Scheduler } from '../../../simulator/kernel/scheduler.ts';
import { start, world } from '../world.ts';
import { withoutRejectionListeners } from './rejections.ts';

const second = milliseconds(1_000);
const later = (scheduler: Scheduler, delay: number) =>
  new Promise<void>((resolve) => scheduler.after(milliseconds(delay), resolve));

describe('virtual time (D12)', () => {
  test('jumps from event to event, and ends where the run ends', async () => {
    const { scheduler } = world();
    const times: number[] = [];
    for (const delay of [700, 20, 86_400_000, 20]) {
      scheduler.after(milliseconds(delay), () => times.push(scheduler.now()));
    }
    await scheduler.run(second);
    expect(times).toEqual([20, 20, 700]);
    expect([scheduler.now(), scheduler.trueTime(), scheduler.nextAt()]).toEqual([
      1_000,
      start + 1_000,
      86_400_000,
    ]);
  });

  test('events set by events come in their turn, also at the same moment', async () => {
    const { scheduler } = world();
    const seen: string[] = [];
    scheduler.after(milliseconds(10), () => {
      scheduler.after(milliseconds(0), () => seen.push(`then ${scheduler.now()}`));
      scheduler.after(milliseconds(5), () => seen.push(`later ${scheduler.now()}`));
      seen.push(`first ${scheduler.now()}`);
    });
    await scheduler.run(second);
    expect(seen).toEqual(['first 10', 'then 10', 'later 15']);
  });

  test('the seed breaks ties: the same order for the same seed, all orders over the seeds', async () => {
    const orderOf = async (seed: number): Promise<string> => {
      const { scheduler } = world(seed);
      let order = '';
      for (const name of 'abc') scheduler.after(second, () => (order += name));
      await scheduler.run(second);
      return order;
    };
    const orders: string[] = [];
    for (let seed = 0; seed < 60; seed++) orders.push(await orderOf(seed));
    expect(new Set(orders).size).toBe(6);
    expect(await orderOf(11)).toBe(orders[11]);
  });

  test('a cancelled timer does not fire', async () => {
    const { scheduler } = world();
    const fired: string[] = [];
    const cancel = scheduler.after(milliseconds(10), () => fired.push('cancelled'));
    scheduler.after(milliseconds(9), cancel);
    await scheduler.run(second);
    expect(fired).toEqual([]);
    expect(scheduler.nextAt()).toBeNull();
  });

  test('a crash drops all timers of its owner, and no others', async () => {
    const { scheduler } = world();
    const [one, other] = [scheduler.owner('car-1'), scheduler.owner('car-2')];
    const seen: string[] = [];
    one.timers.after(milliseconds(10), () => seen.push('before'));
    one.timers.after(milliseconds(30), () => seen.push('after the crash'));
    other.timers.after(milliseconds(30), () => seen.push('other'));
    one.onKill(() => seen.push('last rites'));
    scheduler.after(milliseconds(20), () => {
      one.kill();
      one.kill();
      one.timers.after(milliseconds(1), () => seen.push('set by the dead'));
    });
    await scheduler.run(second);
    expect(seen).toEqual(['before', 'last rites', 'other']);
  });

  test('time that stands still ends the run', async () => {
    const { scheduler } = world();
    const again = (): void => void scheduler.after(milliseconds(0), again);
    again();
    await expect(scheduler.run(second)).rejects.toThrow('time stands still');
  });
});

describe('promises settle between events (D12)', () => {
  for (const settling of ['touched', 'always', 'drained'] as const) {
    test(`chains of any length, made or resolved by an event, are over before the next: ${settling}`, async () => {
      const { scheduler } = world(1, settling);
      const seen: string[] = [];
      const chain = async (name: string): Promise<void> => {
        await later(scheduler, 10);
        for (let step = 0; step < 50; step++) await null;
        seen.push(`${name} ${scheduler.now()}`);
      };
      const chains = Promise.all([chain('before the run')]);
      scheduler.after(milliseconds(1), () => void chain('in the run').catch(() => {}));
      for (const time of [10, 11]) {
        scheduler.after(milliseconds(time + 1), () => seen.push(`next ${scheduler.now()}`));
      }
      await scheduler.run(second);
      await chains;
      expect(seen.toSorted()).toEqual(
        ['before the run 10', 'in the run 11', 'next 11', 'next 12'].toSorted(),
      );
      expect(seen.indexOf('before the run 10')).toBe(0);
    });
  }
});

describe('a run fails loudly', () => {
  test('when an event throws: who, when, why', async () => {
    const { scheduler } = world();
    scheduler.owner('car-3').timers.after(milliseconds(5), () => {
      throw new Error('no such door');
    });
    await expect(scheduler.run(second)).rejects.toThrow('an event of car-3 at 5 ms failed: no such door');
  });

  test('when a promise is rejected and nobody handles it', async () => {
    const { scheduler } = world();
    let ran = false;
    scheduler.after(milliseconds(5), () => {
      void later(scheduler, 5).then(() => {
        throw new Error('nobody listens');
      });
    });
    scheduler.after(milliseconds(11), () => {
      ran = true;
    });
    await withoutRejectionListeners(() =>
      expect(scheduler.run(second)).rejects.toThrow('unhandled rejection: nobody listens'),
    );
    expect([ran, scheduler.now()]).toEqual([false, 10]);
  });
});
