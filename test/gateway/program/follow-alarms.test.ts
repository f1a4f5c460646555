import { expect, test } from 'vitest';
import type { UrgentRecord } from '../../../gateway/ingest/urgent-list.ts';
import { followAlarms, mostAtOnce } from '../../../gateway/program/follow-alarms.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const alarm = (seq: number): UrgentRecord => ({
  car: carId('car-1'),
  journal: journalId('a1a2a3a4a5a6a7a8'),
  seq,
  kind: 'alarm',
  what: 'storage-fault',
  raised: true,
  position: null,
  receivedAt: epochMilliseconds(seq),
  wallTime: null,
  fate: 'applied',
});

/** Somebody who follows what `stored` holds, the latest last; ends as a signal comes. */
function following(stored: UrgentRecord[]) {
  const { timers, advance, pending } = createManualClock();
  const signal = Promise.withResolvers<string>();
  const written: string[] = [];
  const reader: { answers: 'written' | 'closed'; missed: number } = { answers: 'written', missed: 0 };
  const output = {
    write: async (text: string) => {
      written.push(text);
      return reader.answers;
    },
  };
  const ended = followAlarms({
    ports: { timers, output, stopSignal: () => signal.promise },
    latest: async (limit) => stored.toReversed().slice(0, limit),
    lineOf: ({ seq }) => `${seq}`,
    missed: () => {
      reader.missed += 1;
    },
  });
  return { advance, pending, signal, written, reader, ended };
}

test('each that comes is written once, the oldest first, and none that was there before', async () => {
  const stored = [alarm(1), alarm(2)];
  const { advance, written } = following(stored);
  await advance(1_000);
  expect(written).toEqual([]);
  stored.push(alarm(3), alarm(4));
  await advance(1_000);
  stored.push(alarm(5));
  await advance(5_000);
  expect(written).toEqual(['3\n', '4\n', '5\n']);
});

test('one that was received earlier and comes later, as from what was set aside, is written too', async () => {
  const stored = [alarm(1), alarm(3)];
  const { advance, written } = following(stored);
  await advance(0);
  stored.splice(1, 0, alarm(2));
  await advance(1_000);
  expect(written).toEqual(['2\n']);
});

test('a signal ends it at once, and so does a reader that has gone away', async () => {
  const asked = following([]);
  await asked.advance(0);
  asked.signal.resolve('SIGINT');
  await asked.ended;
  expect(asked.pending()).toBe(0);
  const stored: UrgentRecord[] = [];
  const left = following(stored);
  await left.advance(0);
  left.reader.answers = 'closed';
  stored.push(alarm(1), alarm(2));
  await left.advance(1_000);
  await left.ended;
  expect(left.written).toEqual(['1\n']);
});

test('more between two looks than are looked at is said (D13)', async () => {
  const stored = [alarm(1)];
  const { advance, written, reader } = following(stored);
  await advance(0);
  for (let seq = 2; seq < mostAtOnce + 3; seq++) stored.push(alarm(seq));
  await advance(1_000);
  expect(written).toHaveLength(mostAtOnce);
  expect(reader.missed).toBe(1);
});
