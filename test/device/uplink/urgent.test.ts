import { describe, expect, it } from 'vitest';
import { currentId, oldId, ScriptedJournal, uplinkBench } from './uplink-bench.ts';

const current = (last: number) => new ScriptedJournal(currentId, last);

describe('urgent records (D5)', () => {
  it('go before a backlog that fills the window, and again in their turn', async () => {
    const journal = current(5_000);
    const bench = uplinkBench([journal]);
    bench.holdPubacks();
    bench.uplink.start();
    await bench.advance(0);
    bench.on('status')[0]?.puback();
    await bench.advance(0);
    expect(bench.batches()).toHaveLength(4);
    journal.last = 5_002;
    bench.uplink.urgent(5_001);
    bench.uplink.urgent(5_002);
    bench.uplink.gather();
    await bench.advance(250);
    expect(bench.batches().slice(4)).toEqual(['aa 5001-5002']);
    bench.on('records')[0]?.puback();
    await bench.advance(0);
    expect(bench.batches().slice(5)).toEqual(['aa 201-250']);
  });

  it('go before journals that are older', async () => {
    const bench = uplinkBench([new ScriptedJournal(oldId, 5), current(8)]);
    bench.uplink.urgent(7);
    await bench.start();
    expect(bench.batches()).toEqual(['bb 1-5', 'aa 7-7']);
    await bench.receipt(0, { missing: [{ from: 1, to: 6 }] });
    expect(bench.batches()).toEqual(['bb 1-5', 'aa 7-7']);
    await bench.receipt(5, { journal: oldId });
    expect(bench.batches().slice(2)).toEqual(['aa 1-8']);
  });

  it('wait until they are synced, and go once where no backlog is before them', async () => {
    const journal = current(1);
    const bench = uplinkBench([journal]);
    await bench.start();
    bench.uplink.urgent(2);
    await bench.advance(1_000);
    expect(bench.batches()).toEqual(['aa 1-1']);
    journal.last = 2;
    bench.uplink.gather();
    await bench.advance(250);
    expect(bench.batches()).toEqual(['aa 1-1', 'aa 2-2']);
    await bench.receipt(2);
    expect(bench.uplink.isDelivered).toBe(true);
    expect(bench.batches()).toHaveLength(2);
  });
});
