import { describe, expect, it } from 'vitest';
import { eventually, pause, Turns, within } from '../../../device/time/waiting.ts';
import { milliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const never = () => new Promise<never>(() => {});

describe('within', () => {
  it('is true of work that ends in time, and leaves no timer', async () => {
    const { timers, pending } = createManualClock();
    expect(await within(timers, milliseconds(100), Promise.resolve())).toBe(true);
    expect(pending()).toBe(0);
  });

  it('is false of work that fails', async () => {
    const { timers } = createManualClock();
    expect(await within(timers, milliseconds(100), Promise.reject(new Error('broken')))).toBe(false);
  });

  it('is false when the time is over', async () => {
    const { timers, advance } = createManualClock();
    const result = within(timers, milliseconds(100), never());
    await advance(100);
    expect(await result).toBe(false);
  });
});

describe('eventually', () => {
  const every = milliseconds(100);

  it('asks until there is an answer', async () => {
    const { timers, clock, advance } = createManualClock();
    let asked = 0;
    const result = eventually(timers, { attempts: 5, every }, async () => (++asked === 3 ? 'yes' : null));
    await advance(1_000);
    expect([await result, asked, clock.elapsed()]).toEqual(['yes', 3, 1_000]);
  });

  it('gives up after the last attempt', async () => {
    const { timers, advance, pending } = createManualClock();
    let asked = 0;
    const result = eventually(timers, { attempts: 5, every }, async () => {
      asked++;
      return null;
    });
    await advance(400);
    expect([await result, asked, pending()]).toEqual([null, 5, 0]);
  });
});

describe('turns', () => {
  it('are taken one after the other, also after a failure', async () => {
    const { timers, advance } = createManualClock();
    const turns = new Turns();
    const order: string[] = [];
    const take = (name: string, length: number) =>
      turns.take(async () => {
        order.push(`${name} begins`);
        await pause(timers, milliseconds(length));
        order.push(`${name} ends`);
        if (name === 'first') throw new Error('broken');
        return name;
      });
    const first = expect(take('first', 50)).rejects.toThrow('broken');
    const second = take('second', 10);
    await advance(100);
    await first;
    expect(await second).toBe('second');
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });
});
