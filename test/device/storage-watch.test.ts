import { describe, expect, it } from 'vitest';
import { StorageWatch } from '../../device/storage-watch.ts';
import { Fault } from '../../protocol/errors.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import { silentLog } from '../../protocol/runtime.ts';
import type { DiskCondition } from '../../simulator/disk.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { accessBench } from './access-bench.ts';

const minute = 60_000;
const alarmsIn = (facts: readonly Fact[]) =>
  facts.flatMap((fact) => (fact.kind === 'alarm' ? [`${fact.alarm} ${fact.raised}`] : []));
const unsyncedIn = (facts: readonly Fact[]) =>
  facts.flatMap((fact) => (fact.kind === 'unsynced' ? [[fact.fromSeq, fact.toSeq]] : []));

/** 50 ms and 500 ms for a sync: an append and the sync itself. */
const fast = { slowLatency: 25 };
const slow = { slowLatency: 250 };

describe('a decision on a slow disk (D6)', () => {
  it('of 50 ms a sync is waited for, and nothing needs to be said', async () => {
    const bench = accessBench(fast);
    await bench.ask('status');
    const { lastSeq } = bench.recorder;
    bench.disk.condition = 'slow';
    await bench.ask('unlock');
    expect(bench.relays[0]?.syncedSeq).toBe(lastSeq + 2);
    await bench.advance(10 * minute);
    const facts = await bench.facts();
    expect(alarmsIn(facts)).toEqual([]);
    expect(unsyncedIn(facts)).toEqual([]);
  });

  it('of 500 ms a sync is not: records name what was acted on before, one alarm stands for all', async () => {
    const bench = accessBench(slow);
    await bench.ask('status');
    const { lastSeq } = bench.recorder;
    bench.disk.condition = 'slow';
    await bench.ask('unlock');
    await bench.ask('status');
    await bench.advance(minute);
    const facts = await bench.facts();
    expect(bench.relays[0]?.syncedSeq).toBe(lastSeq);
    expect(alarmsIn(facts)).toEqual(['storage-fault true']);
    const named = unsyncedIn(facts);
    expect(named[0]).toEqual([lastSeq + 1, lastSeq + 2]);
    expect(facts.slice(lastSeq, lastSeq + 2).map(({ kind }) => kind)).toEqual([
      'access-decided',
      'rental-opened',
    ]);
    const last = named.map(([, to]) => to);
    expect(named.slice(1).every(([from], at) => (from ?? 0) > (last[at] ?? 0))).toBe(true);
  });

  it('that is quick again ends the alarm after a minute, without anybody asking', async () => {
    const bench = accessBench(slow);
    bench.disk.condition = 'slow';
    await bench.ask('unlock');
    bench.disk.condition = 'healthy';
    await bench.advance(3 * minute);
    expect(alarmsIn(await bench.facts())).toEqual(['storage-fault true', 'storage-fault false']);
    expect(bench.storage.isGood).toBe(true);
  });
});

describe.each<DiskCondition>(['full', 'failing', 'read-only'])('on a %s disk', (condition) => {
  it('the car opens, and what it recorded is written by itself when the disk is well again', async () => {
    const bench = accessBench();
    await bench.ask('status');
    const { lastSeq } = bench.recorder;
    bench.disk.condition = condition;
    expect(await bench.ask('unlock')).toMatchObject({ verdict: 'granted' });
    await bench.advance(30 * minute);
    expect(bench.journal.syncedSeq).toBe(lastSeq);
    bench.disk.condition = 'healthy';
    await bench.advance(61_000);
    const facts = await bench.facts();
    expect(facts.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['access-decided', 'rental-opened', 'unsynced', 'alarm']),
    );
    await bench.advance(2 * minute);
    expect(alarmsIn(await bench.facts())).toEqual(['storage-fault true', 'storage-fault false']);
  });
});

describe('room on a full disk (D6)', () => {
  const full = new Fault({ code: 'storage-fault', blame: 'environment' }, 'write', {
    cause: new Fault({ code: 'disk-full', blame: 'environment' }, 'no space left'),
  });
  const other = new Fault({ code: 'storage-fault', blame: 'environment' }, 'write', {
    cause: new Fault({ code: 'disk-failed', blame: 'environment' }, 'input/output error'),
  });

  function watchOver(released: readonly number[]) {
    const { clock, timers, advance } = createManualClock();
    const left = [...released];
    let probes = 0;
    const journals = left.map((_, at) => ({
      async makeRoom() {
        if (left[at] === 0) return false;
        left[at] = (left[at] ?? 0) - 1;
        return true;
      },
    }));
    const watch = new StorageWatch({
      clock,
      timers,
      log: silentLog,
      journals,
      recorder: {
        lastSeq: 0,
        record: () => true,
        synced: () => Promise.resolve(),
        probe: () => void probes++,
        actedUnsynced: () => {},
      },
    });
    return { watch, advance, left, probes: () => probes };
  }

  it('is made of the oldest that the gateway has, one segment at a time, and the write tried again', async () => {
    const { watch, advance, left, probes } = watchOver([0, 2, 5]);
    watch.failed(full);
    await advance(0);
    expect({ left, probes: probes() }).toEqual({ left: [0, 1, 5], probes: 1 });
    watch.failed(full);
    await advance(0);
    expect(left).toEqual([0, 0, 5]);
  });

  it('is not made where there is nothing to give up, or the disk has another trouble', async () => {
    const { watch, advance, left, probes } = watchOver([0]);
    watch.failed(full);
    watch.failed(other);
    await advance(0);
    expect({ left, probes: probes() }).toEqual({ left: [0], probes: 0 });
  });
});
