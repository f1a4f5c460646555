import { expect, test } from 'vitest';
import type { Backlog } from '../../../device/life-cycle.ts';
import { memory } from '../../../simulator/checkers/memory.ts';
import { Peaks } from '../../../simulator/run/peaks.ts';

const quiet: Backlog = {
  unsyncedBytes: 100,
  cachedBytes: 1_000,
  samples: 2,
  urgentRecords: 1,
  unreceiptedRecords: 3,
};

/** What `memory` says once a unit, a disk, the gateway and the world were seen so. */
function verdict({
  backlog = quiet,
  timers = 5,
  diskBytes = 1_000,
  waitingMessages = 1,
  waitingBytes = 100,
  pending = 50,
}): string {
  const peaks = new Peaks();
  const look = (now: Backlog, messages: number): void =>
    peaks.look(
      [{ isOn: true, timersPending: timers, device: { backlog: now } }],
      [{ bytes: diskBytes }],
      { waitingMessages: messages, waitingBytes },
      pending,
    );
  look(backlog, waitingMessages);
  look(quiet, 0);
  return memory({ peaks: peaks.all() }).detail;
}

test('a run in which everything keeps to its bound is told with all that was looked at, and in which unit', () => {
  expect(verdict({})).toMatch(
    /^events to come, for each car 50 of 1000, .*unsynced bytes of a unit 100 of 4194304, /,
  );
});

test.each([
  [{ backlog: { ...quiet, unsyncedBytes: 4_194_305 } }, 'unsynced bytes of a unit: 4194305, at most 4194304'],
  [{ backlog: { ...quiet, cachedBytes: 600_000 } }, 'cached bytes of a unit: 600000, at most 524288'],
  [{ backlog: { ...quiet, samples: 1_001 } }, 'samples of a unit: 1001, at most 1000'],
  [{ backlog: { ...quiet, urgentRecords: 65 } }, 'urgent records of a unit: 65, at most 64'],
  [{ backlog: { ...quiet, unreceiptedRecords: 1_051 } }, 'unreceipted records of a unit: 1051, at most 1050'],
  [{ timers: 101 }, 'timers of a unit: 101, at most 100'],
  [{ diskBytes: 16_777_217 }, 'bytes on the disk of a car: 16777217, at most 16777216'],
  [{ waitingMessages: 101 }, 'messages waiting in the gateway, for each car: 101, at most 100'],
  [{ waitingBytes: 1_048_577 }, 'bytes waiting in the gateway, for each car: 1048577, at most 1048576'],
  [{ pending: 1_001 }, 'events to come, for each car: 1001, at most 1000'],
])('what has no bound is found, though it is empty again at the end: %j', (seen, complaint) => {
  expect(verdict(seen)).toBe(`${complaint} allowed`);
});
