import { describe, expect, it } from 'vitest';
import { Timekeeper } from '../../../device/time/timekeeper.ts';
import type { FactOf } from '../../../protocol/messages/registry.ts';
import { epochMilliseconds, shifted } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const june = epochMilliseconds(Date.UTC(2026, 5, 1, 6));
const hour = 3_600_000;
const never = epochMilliseconds(0);

function clockBench({ wall = june, lowerBound = never } = {}) {
  const time = createManualClock({ wall });
  const steps: FactOf<'clock-adjusted'>[] = [];
  const keeper = new Timekeeper(time.clock, lowerBound, (fact) => steps.push(fact));
  return { ...time, keeper, steps };
}

describe('the clock at boot (D8)', () => {
  it("is the machine's, as good as its crystal", () => {
    expect(clockBench().keeper.now()).toEqual({ time: june, quality: 'rtc' });
  });

  it('is not believed where it was never set', () => {
    expect(clockBench({ wall: epochMilliseconds(1_000) }).keeper.now()).toEqual({
      time: 1_000,
      quality: 'none',
    });
  });

  it('well before the lower bound is replaced by it: time is no more than that', async () => {
    const { keeper, advance } = clockBench({ lowerBound: shifted(june, hour) });
    expect(keeper.now()).toEqual({ time: june + hour, quality: 'token' });
    await advance(2 * hour);
    expect(keeper.now().time).toBe(june + 2 * hour);
  });

  it('less than a minute before the lower bound waits for it, and is not doubted', () => {
    const { keeper } = clockBench({ lowerBound: shifted(june, 60_000) });
    expect(keeper.now()).toEqual({ time: june + 60_000, quality: 'rtc' });
  });
});

describe('readings of the time (D8)', () => {
  it('are taken from sources at least as good, and never from worse ones', () => {
    const { keeper } = clockBench();
    keeper.read({ time: shifted(june, 10), quality: 'network' });
    expect(keeper.now()).toEqual({ time: june + 10, quality: 'network' });
    keeper.read({ time: shifted(june, 20), quality: 'gnss' });
    keeper.read({ time: shifted(june, 30), quality: 'network' });
    expect(keeper.now()).toEqual({ time: june + 20, quality: 'gnss' });
  });

  it('may set the clock back, with a record, so that one spoofed jump bricks nothing', () => {
    const { keeper, steps } = clockBench();
    keeper.read({ time: shifted(june, 10 * hour), quality: 'gnss' });
    keeper.read({ time: june, quality: 'gnss' });
    expect(keeper.now()).toEqual({ time: june, quality: 'gnss' });
    expect(steps).toEqual([
      { kind: 'clock-adjusted', fromWallTime: june, toWallTime: june + 10 * hour },
      { kind: 'clock-adjusted', fromWallTime: june + 10 * hour, toWallTime: june },
    ]);
  });

  it('are no step below 2 s', () => {
    const { keeper, steps } = clockBench();
    keeper.read({ time: shifted(june, 1_999), quality: 'gnss' });
    expect(steps).toEqual([]);
  });

  it('hold for 24 hours; then a worse source is better than none', async () => {
    const { keeper, advance } = clockBench();
    keeper.read({ time: june, quality: 'gnss' });
    await advance(24 * hour);
    expect(keeper.now().quality).toBe('gnss');
    await advance(1);
    expect(keeper.now()).toEqual({ time: june + 24 * hour + 1, quality: 'rtc' });
    keeper.read({ time: shifted(june, 24 * hour), quality: 'network' });
    expect(keeper.now().quality).toBe('network');
  });

  it('run on elapsed time, whatever the machine does to its wall clock', async () => {
    const { keeper, setWall, advance } = clockBench();
    setWall(epochMilliseconds(0));
    await advance(hour);
    expect(keeper.now()).toEqual({ time: june + hour, quality: 'rtc' });
  });
});

describe('the lower bound (D8)', () => {
  it('rises by signed time only, and never falls', () => {
    const { keeper } = clockBench();
    keeper.read({ time: shifted(june, hour), quality: 'gnss' });
    expect(keeper.lowerBound).toBe(0);
    keeper.signedTime(shifted(june, hour));
    keeper.signedTime(june);
    expect(keeper.lowerBound).toBe(june + hour);
    keeper.gatewayTime(shifted(june, 2 * hour));
    expect(keeper.lowerBound).toBe(june + 2 * hour);
  });

  it('keeps a clock that is set back far below it from being believed', () => {
    const { keeper } = clockBench();
    keeper.signedTime(june);
    keeper.read({ time: shifted(june, -hour), quality: 'gnss' });
    expect(keeper.now()).toEqual({ time: june, quality: 'token' });
  });

  it('does not put a satellite clock in doubt for a gateway that is a second ahead', () => {
    const { keeper } = clockBench();
    keeper.read({ time: june, quality: 'gnss' });
    keeper.gatewayTime(shifted(june, 1_000));
    expect(keeper.now()).toEqual({ time: june + 1_000, quality: 'gnss' });
  });

  it('turns away an old receipt that is sent once more', () => {
    const { keeper } = clockBench();
    keeper.gatewayTime(shifted(june, hour));
    keeper.gatewayTime(shifted(june, 1));
    expect(keeper.now()).toEqual({ time: june + hour, quality: 'network' });
  });
});
