import { describe, expect, it } from 'vitest';
import { currentId, linkOf, oldId, ScriptedJournal, uplinkBench } from './uplink-bench.ts';

const otherLink = linkOf(255);
const setUp = async (old: number, current: number) => {
  const [oldJournal, journal] = [new ScriptedJournal(oldId, old), new ScriptedJournal(currentId, current)];
  const bench = uplinkBench(old === 0 ? [journal] : [oldJournal, journal]);
  await bench.start();
  return { bench, journal, oldJournal };
};

describe('a receipt that names another record than the car has under that number (D6, clause 4.2)', () => {
  it('tells of a lost tail, and frees nothing', async () => {
    const { bench, journal } = await setUp(0, 10);
    await bench.receipt(7, { link: otherLink });
    expect(bench.events.tailsLost).toEqual([{ journal: currentId, through: 7 }]);
    expect(journal.released).toEqual([]);
    expect(bench.uplink.isDelivered).toBe(false);
  });

  it('waits for the end of an open rental, and all of it is sent meanwhile', async () => {
    const { bench, journal } = await setUp(0, 70);
    bench.openRental();
    await bench.receipt(60, { link: otherLink });
    expect(bench.events.tailsLost).toEqual([]);
    expect(bench.batches()).toEqual(['aa 1-50', 'aa 51-70']);
    expect(journal.released.at(-1)).toBe(70);
    bench.openRental(false);
    await bench.receipt(60, { link: otherLink });
    expect(bench.events.tailsLost).toEqual([{ journal: currentId, through: 60 }]);
  });

  it('does not let a rental wait where the gateway has numbers still to be given', async () => {
    const { bench } = await setUp(0, 10);
    bench.openRental();
    await bench.receipt(11);
    expect(bench.events.tailsLost).toEqual([{ journal: currentId, through: 11 }]);
  });

  it('is over once a receipt agrees again: the gateway went on from what this car sent', async () => {
    const { bench, journal } = await setUp(0, 10);
    bench.openRental();
    await bench.receipt(7, { link: otherLink });
    await bench.receipt(10, { link: linkOf(10) });
    journal.last = 12;
    bench.uplink.gather();
    await bench.advance(5_000);
    expect(bench.uplink.isDelivered).toBe(false);
    await bench.receipt(12, { link: linkOf(12) });
    expect(bench.uplink.isDelivered).toBe(true);
  });

  it('is none where the links are the same', async () => {
    const { bench, journal } = await setUp(0, 10);
    await bench.receipt(7, { link: linkOf(7) });
    expect(bench.events.tailsLost).toEqual([]);
    expect(journal.released).toEqual([7]);
  });

  it('is none where the record is damaged, and nothing can be compared', async () => {
    const { bench, journal } = await setUp(0, 10);
    journal.damaged.add(7);
    await bench.receipt(7, { link: otherLink });
    expect(bench.events.tailsLost).toEqual([]);
  });

  it('waits where the disk cannot be read', async () => {
    const { bench, journal } = await setUp(0, 10);
    journal.fails = true;
    await bench.receipt(7, { link: otherLink });
    expect(bench.events.tailsLost).toEqual([]);
    expect(journal.released).toEqual([]);
    journal.fails = false;
    await bench.receipt(10, { link: linkOf(10) });
    expect(journal.released).toEqual([10]);
  });
});

describe('an earlier journal of which the gateway has other records', () => {
  it('is sent whole before the next one, each record freed by the broker alone', async () => {
    const { bench, oldJournal } = await setUp(260, 3);
    await bench.receipt(250, { journal: oldId, link: otherLink });
    expect(bench.batches()).toEqual([
      'bb 1-50',
      'bb 51-100',
      'bb 101-150',
      'bb 151-200',
      'bb 201-250',
      'bb 251-260',
      'aa 1-3',
    ]);
    expect(oldJournal.released.at(-1)).toBe(260);
    expect(bench.events.tailsLost).toEqual([]);
  });

  it('frees nothing that the broker has not taken', async () => {
    const oldJournal = new ScriptedJournal(oldId, 60);
    const bench = uplinkBench([oldJournal, new ScriptedJournal(currentId, 1)]);
    bench.holdPubacks();
    bench.uplink.start();
    await bench.advance(0);
    bench.on('status')[0]?.puback();
    await bench.advance(0);
    await bench.receipt(100, { journal: oldId });
    expect(bench.batches()).toEqual(['bb 1-50', 'bb 51-60']);
    expect(oldJournal.released).not.toContain(50);
    for (const batch of bench.on('records')) batch.puback();
    await bench.advance(0);
    expect(bench.batches()).toEqual(['bb 1-50', 'bb 51-60', 'aa 1-1']);
  });
});
