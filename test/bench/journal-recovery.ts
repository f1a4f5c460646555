import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileDisk } from '../../device/adapters/file-disk.ts';
import { type Booted, boot } from '../../device/boot.ts';
import { recoverJournal } from '../../device/journal/recovery.ts';
import type { Disk } from '../../device/ports.ts';
import { Recorder } from '../../device/recorder.ts';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import { carId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { closed, lockChanged, opened, rebased, trip } from '../support/journeys.ts';
import { countingRandom } from '../support/random.ts';
import { fewestRuns, median } from './figure.ts';

const recordsInJournal = 200_000;
const bytesInSync = 256 * 1024;
const startsAt = Date.UTC(2026, 5, 1);
const clock = new SystemClock();
/** Over and over what a rental writes. */
const rentalFacts: readonly Fact[] = [
  { kind: 'access-decided', verdict: 'granted', action: 'unlock' },
  opened('00112233445566aa'),
  lockChanged,
  { kind: 'custody-changed', item: 'key', inHolder: false },
  trip(48_200_000, 48_210_000, startsAt),
  rebased(48_210_000, 48_210_500),
  closed('00112233445566aa', startsAt),
];
const odometer = { odometerMetres: metres(48_210_000), odometerSource: 'pid-a6' } as const;

/** What taking up a long journal takes, in milliseconds. */
export interface RecoveryTimes {
  /** From the folder to a device that may go on: recovery, the state, the torn tail cut and synced. */
  readonly recovery: number;
  /** Reading back and checking every record on the disk. */
  readonly readBack: number;
}

/** A journal of 200,000 records, written by the recorder through the file disk, then taken up again and again. */
export async function measureRecovery(): Promise<RecoveryTimes> {
  const folder = await mkdtemp(join(tmpdir(), 'ritmeter-bench-'));
  try {
    const disk = await openFileDisk(folder);
    await writeJournal(disk);
    const recovery: number[] = [];
    const readBack: number[] = [];
    for (let run = 0; run < fewestRuns; run++) {
      await tear(disk);
      recovery.push(await timed(() => booted(disk)));
      readBack.push(await timed(() => readAll(disk)));
    }
    await disk.close();
    return { recovery: median(recovery), readBack: median(readBack) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const booted = (disk: Disk): Promise<Booted> =>
  boot({ disk, random: countingRandom(), clock }, { initialOdometerMetres: metres(0) }, 'bench', {
    lost: null,
    passedOver: 'nothing',
  });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

async function writeJournal(disk: Disk): Promise<void> {
  const { journal, state, link, opening } = await booted(disk);
  let elapsed = 0;
  const recorder = new Recorder(journal, state, link, {
    car: carId('car-007'),
    random: countingRandom(),
    timers: new SystemTimers(clock),
    elapsed: () => clock.elapsed(),
    sign: () => new Uint8Array(64),
    circumstances: () => ({
      ...odometer,
      wallTime: epochMilliseconds(startsAt + elapsed),
      clockQuality: 'gnss',
      elapsed: milliseconds(elapsed++),
      bootCount: 1,
    }),
    lowerBound: () => epochMilliseconds(0),
    onSynced: () => {},
    onUrgent: () => {},
    onSyncFailed: (thrown) => {
      throw thrown;
    },
    onDropped: (kind, reason) => {
      throw new Error(`${kind}: ${reason}`);
    },
  });
  recorder.record(...opening);
  while (journal.nextSeq <= recordsInJournal) {
    recorder.record(...rentalFacts);
    if (journal.unsyncedBytes > bytesInSync) await recorder.synced();
  }
  await recorder.synced();
}

/** As a power cut in mid-write leaves it. */
async function tear(disk: Disk): Promise<void> {
  const newest = (await disk.list()).toSorted().at(-1) ?? '';
  await disk.append(newest, new Uint8Array(200));
}

async function readAll(disk: Disk): Promise<void> {
  const found = await recoverJournal(disk);
  if (found.kind === 'empty') throw new Error('no journal on the disk');
  const { journal } = found;
  let records = 0;
  for (let seq = 1; seq < journal.nextSeq; ) {
    const page = await journal.read(seq, { maxRecords: 1_000, maxBytes: 1_000_000 });
    records += page.entries.length;
    seq = page.nextSeq;
  }
  if (records < recordsInJournal) throw new Error(`${records} of ${recordsInJournal} records read back`);
}
