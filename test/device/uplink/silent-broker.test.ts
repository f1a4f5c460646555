import { describe, expect, it } from 'vitest';
import { epochMilliseconds, metres } from '../../../protocol/units.ts';
import { currentId, ScriptedJournal, uplinkBench } from './uplink-bench.ts';

const current = (last: number) => new ScriptedJournal(currentId, last);
const sample = {
  wallTime: epochMilliseconds(1),
  clockQuality: 'gnss',
  odometerMetres: metres(1),
  odometerSource: 'pid-a6',
} as const;

describe('a broker that accepts and says nothing', () => {
  const minute = 60_000;

  it('no CONNACK: is left after 30 s and tried again after growing pauses', async () => {
    const bench = uplinkBench([current(3)]);
    bench.mute();
    await bench.start();
    await bench.advance(29_999);
    bench.mute(false);
    expect(bench.sessions).toHaveLength(0);
    await bench.advance(2_001);
    expect(bench.batches()).toEqual(['aa 1-3']);
  });

  it('no PUBACK: is left after 30 s, ever less often tried again, and nothing piles up', async () => {
    const bench = uplinkBench([current(2_000)]);
    bench.holdPubacks();
    await bench.start();
    await bench.advance(30_000);
    expect(bench.closed).toEqual([0]);
    await bench.advance(60 * minute);
    expect(bench.sessions.length).toBeLessThan(25);
    expect(bench.batches()).toEqual([]);
    bench.holdPubacks(false);
    await bench.advance(6 * minute);
    expect(bench.batches().length).toBeGreaterThan(4);
  });

  it('no receipts: the same batch goes ever less often, and not the backlog', async () => {
    const bench = uplinkBench([current(20_000)]);
    await bench.start();
    await bench.advance(1_000);
    expect(bench.batches().at(-1)).toBe('aa 951-1000');
    const inWindow = bench.batches().length;
    await bench.advance(6 * 60 * minute);
    const again = bench.batches().slice(inWindow);
    expect(new Set(again)).toEqual(new Set(['aa 1-50']));
    expect(again.length).toBeLessThan(12);
    await bench.receipt(50);
    expect(bench.batches().at(-1)).not.toBe('aa 1-50');
  });

  it('no PINGRESP: a parked car notices within its next sync', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    bench.holdPongs();
    await bench.advance(6 * minute + 30_000);
    expect(bench.closed).toEqual([0]);
    await bench.advance(1_000);
    expect(bench.sessions).toHaveLength(2);
  });
});

describe('a parked car with nothing to say', () => {
  it('pings every 3 to 6 minutes, not always after the same time, and sends nothing else', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    const { length } = bench.published;
    await bench.advance(24 * 3_600_000);
    const pauses = bench.pings.map((time, place) => time - (bench.pings[place - 1] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(180_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(360_000);
    expect(new Set(pauses).size).toBeGreaterThan(100);
    expect(bench.published).toHaveLength(length);
    expect(bench.sessions).toHaveLength(1);
  });
});

describe('a session taken over by another client of the same name', () => {
  it('is told after the third time, and again when it is over', async () => {
    const bench = uplinkBench([current(0)]);
    await bench.start();
    for (let times = 0; times < 3; times++) {
      bench.sessions.at(-1)?.closed('taken over', true);
      await bench.advance(10_000);
    }
    expect(bench.events.takenOver).toEqual([true]);
    await bench.advance(600_000);
    expect(bench.events.takenOver).toEqual([true, false]);
  });

  it('is not what it was when the broker closed for want of an answer of its own', async () => {
    const bench = uplinkBench([current(3)]);
    for (let times = 0; times < 4; times++) {
      bench.holdPubacks(false);
      if (times === 0) bench.uplink.start();
      await bench.advance(20_000);
      bench.holdPubacks();
      bench.uplink.urgent(3);
      await bench.message('receipts', new Uint8Array());
      for (let count = 0; count < 4; count++) bench.samples.add(sample);
      await bench.receipt(3);
      await bench.advance(10_000);
      bench.sessions.at(-1)?.closed('no COMMIT', true);
    }
    expect(bench.events.takenOver).toEqual([]);
  });
});
