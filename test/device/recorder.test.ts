import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boot } from '../../device/boot.ts';
import type { JournalOptions } from '../../device/journal/entry.ts';
import { createJournal, recoverJournal } from '../../device/journal/recovery.ts';
import { Recorder } from '../../device/recorder.ts';
import { decodeLowerBound } from '../../device/state/lower-bound.ts';
import { encodeSnapshot } from '../../device/state/snapshot.ts';
import { newCarState } from '../../device/state/state.ts';
import { toHex } from '../../protocol/codec/bytes.ts';
import { carId } from '../../protocol/ids.ts';
import { decodeRecord, genesisBytes, sealBytes } from '../../protocol/messages/record.ts';
import { decodeBody, type Fact } from '../../protocol/messages/registry.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { factValues } from '../protocol/messages/fact-values.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';
import { ed25519Key, sha256 } from '../support/signing-keys.ts';
import { daysLater, someJournalId } from './journal/journal-fixture.ts';
import { lifelikeFacts } from './state/lifelike-facts.ts';

const car = carId('car-007');
const key = ed25519Key(new Uint8Array(32).fill(3));
const firstState = newCarState(metres(100_000));

function recorderBench(options: Partial<JournalOptions> = {}) {
  const disk = new SimulatedDisk();
  const dropped: string[] = [];
  const journal = createJournal(
    disk.mount(),
    {
      journalId: someJournalId,
      generation: 1,
      snapshot: encodeSnapshot({
        state: firstState,
        link: '00'.repeat(32),
        bootCount: 1,
        lowerBound: epochMilliseconds(0),
      }),
      now: daysLater(0),
    },
    options,
  );
  let elapsed = 0;
  const time = createManualClock();
  const signed = { time: 0 };
  const recorder = new Recorder(journal, firstState, null, {
    car,
    random: countingRandom(),
    timers: time.timers,
    elapsed: () => time.clock.elapsed(),
    sign: key.sign,
    circumstances: () => ({
      wallTime: epochMilliseconds(daysLater(0) + elapsed),
      clockQuality: 'gnss',
      elapsed: milliseconds(elapsed++),
      bootCount: 1,
      odometerMetres: metres(100_000),
      odometerSource: 'none',
    }),
    lowerBound: () => epochMilliseconds(signed.time),
    onSynced: () => {},
    onUrgent: () => {},
    onSyncFailed: () => {},
    onDropped: (kind) => dropped.push(kind),
  });
  const records = async () => {
    await recorder.synced();
    const { entries } = await journal.read(1, { maxRecords: 10_000, maxBytes: 10_000_000 });
    return entries.map(({ bytes }) => decodeRecord(bytes));
  };
  return { disk, journal, recorder, records, dropped, signed, time };
}

const everyKind: readonly fc.Arbitrary<Fact>[] = Object.values(factValues);
const lockChanged: Fact = { kind: 'lock-changed', locked: true };
const sealed: Fact = { kind: 'sealed', reason: 'age' };

describe('records as they are written (D2)', () => {
  it('are chained from the genesis on, each body under its digest, and signed where they seal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lifelikeFacts, { minLength: 1, maxLength: 12 }), async (written) => {
        const { recorder, records } = recorderBench();
        recorder.record(...written);
        let link = sha256(genesisBytes(car, someJournalId));
        for (const { header, headerBytes, bodyBytes, signature } of await records()) {
          expect(header.link).toEqual(link);
          expect(header.bodyDigest).toEqual(sha256(bodyBytes ?? new Uint8Array()));
          link = sha256(headerBytes);
          if (signature !== null) expect(key.verify(sealBytes(link), signature)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('carry a signature at the ends of trips and rentals, and where they only seal', async () => {
    const { recorder, records } = recorderBench();
    for (const values of everyKind) recorder.record(...fc.sample(values, { numRuns: 1, seed: 1 }));
    const kinds = Object.keys(factValues);
    const signed = (await records()).flatMap(({ signature }, at) => (signature === null ? [] : [kinds[at]]));
    expect(signed.sort()).toEqual(['rental-closed', 'rental-opened', 'sealed', 'trip-ended']);
  });

  it('say since when the earliest of them is without a signature', () => {
    const { recorder } = recorderBench();
    expect(recorder.unsealedSince).toBeNull();
    recorder.record(lockChanged);
    const since = recorder.unsealedSince;
    recorder.record(lockChanged);
    expect(recorder.unsealedSince).toBe(since);
    recorder.record(sealed);
    expect(recorder.unsealedSince).toBeNull();
  });

  it('that find no room are dropped, named, and change nothing (D13)', () => {
    const { recorder, journal, dropped } = recorderBench({ maxUnsyncedBytes: 600 });
    const taken = [recorder.record(lockChanged), recorder.record(sealed, sealed, lockChanged)];
    expect(taken).toEqual([true, false]);
    expect(dropped).not.toEqual([]);
    expect(journal.nextSeq).toBeLessThan(5);
  });
});

describe('while room is short, because the disk fails (D6)', () => {
  const refused: Fact = { kind: 'access-decided', verdict: 'expired' };
  const granted: Fact = { kind: 'access-decided', verdict: 'granted', action: 'unlock' };

  it('what no bill needs is counted only, and the count is recorded once there is room', async () => {
    const { disk, recorder, records, dropped } = recorderBench({ maxUnsyncedBytes: 2_000 });
    disk.condition = 'failing';
    for (let filled = 0; filled < 7; filled++) recorder.record(lockChanged);
    expect([recorder.record(refused), recorder.record(refused), recorder.record(granted)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(dropped).toEqual(['access-decided', 'access-decided']);
    disk.condition = 'healthy';
    await records();
    recorder.record(lockChanged);
    const facts = (await records()).map(({ header, bodyBytes }) =>
      decodeBody(header.kind, bodyBytes ?? new Uint8Array()),
    );
    expect(facts.slice(7)).toEqual([
      expect.objectContaining({ verdict: 'granted' }),
      { kind: 'dropped', what: 'facts', count: 2 },
      lockChanged,
    ]);
  });

  it('is what records that the gateway has not yet got do beyond the bound', async () => {
    const { recorder, records, journal } = recorderBench({ segmentBytes: 1_000, maxBytes: 3_000 });
    for (let written = 0; written < 20; written++) {
      recorder.record(lockChanged);
      await records();
    }
    expect(recorder.record(refused)).toBe(false);
    expect(recorder.record(lockChanged)).toBe(true);
    journal.release(20, daysLater(1));
    expect(recorder.record(refused)).toBe(true);
  });
});

describe('what is recorded at the same moment (D6)', () => {
  it('goes to the disk in one write: decisions and edges at once', async () => {
    const { disk, recorder, journal, records } = recorderBench();
    await records();
    const { pagesWritten } = disk;
    recorder.record(lockChanged);
    recorder.record(lockChanged);
    await journal.sync();
    expect(disk.pagesWritten - pagesWritten).toBe(1);
    expect(journal.syncedSeq).toBe(2);
  });

  it('waits a second for company where it is neither', async () => {
    const { recorder, journal, records, time } = recorderBench();
    await records();
    recorder.record({ kind: 'clock-adjusted', fromWallTime: daysLater(0), toWallTime: daysLater(1) });
    await time.advance(999);
    expect(journal.syncedSeq).toBe(0);
    recorder.record({ kind: 'refuelled', beforePermille: 1, afterPermille: 2 });
    await time.advance(1);
    expect(journal.syncedSeq).toBe(2);
  });
});

describe('the lower bound of time (D8)', () => {
  const boundOnDisk = async (disk: SimulatedDisk) => {
    const found = await recoverJournal(new SimulatedDisk({ files: disk.snapshotFiles() }).mount());
    return found.kind === 'empty' ? null : decodeLowerBound(found.mark);
  };

  it('is made durable without a record when it has moved on by a minute', async () => {
    const { disk, recorder, journal, records, signed } = recorderBench();
    await records();
    const { pagesWritten } = disk;
    signed.time = 59_999;
    recorder.keepLowerBound();
    await journal.sync();
    expect(disk.pagesWritten).toBe(pagesWritten);
    signed.time = 60_000;
    recorder.keepLowerBound();
    await journal.sync();
    expect(await boundOnDisk(disk)).toBe(60_000);
    expect(journal.nextSeq).toBe(1);
  });

  it('goes with the next record, however little it has moved', async () => {
    const { disk, recorder, records, signed } = recorderBench();
    signed.time = 1;
    recorder.record(lockChanged);
    await records();
    expect(await boundOnDisk(disk)).toBe(1);
  });
});

describe('a car that starts again (D6)', () => {
  it('has the state that it lived through, over any number of segments', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lifelikeFacts, { maxLength: 40 }), async (written) => {
        const { disk, recorder, records } = recorderBench({ segmentBytes: 2_000 });
        for (const fact of written) {
          recorder.record(fact);
          await recorder.synced();
        }
        const last = (await records()).at(-1);
        const { clock } = createManualClock();
        const again = await boot(
          { disk: disk.mount(), random: countingRandom(), clock },
          { initialOdometerMetres: metres(7) },
          'software',
          { lost: null, passedOver: 'nothing' },
        );
        expect(again.state).toEqual(recorder.state);
        expect(again.link).toEqual(last === undefined ? null : sha256(last.headerBytes));
        expect(again.journal.nextSeq).toBe(written.length + 1);
      }),
      { numRuns: 40 },
    );
  });

  it('reads the segments since the last snapshot only', async () => {
    const { disk, recorder } = recorderBench({ segmentBytes: 2_000 });
    for (let count = 0; count < 40; count++) {
      recorder.record(lockChanged);
      await recorder.synced();
    }
    const found = await recoverJournal(disk.mount());
    if (found.kind === 'empty') throw new Error('no journal');
    expect(found.entriesSinceSnapshot.length).toBeLessThan(20);
    expect(toHex(found.snapshot?.subarray(0, 1) ?? new Uint8Array())).toBe('7b');
  });
});
