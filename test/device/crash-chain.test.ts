import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Booted, boot } from '../../device/boot.ts';
import { Recorder } from '../../device/recorder.ts';
import { carId } from '../../protocol/ids.ts';
import { decodeRecord, genesisBytes, sealBytes } from '../../protocol/messages/record.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { seededRandom } from '../../simulator/kernel/random.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';
import { ed25519Key, sha256 } from '../support/signing-keys.ts';
import { lifelikeFacts } from './state/lifelike-facts.ts';

const car = carId('car-007');
const key = ed25519Key(new Uint8Array(32).fill(3));

interface Life {
  readonly facts: readonly Fact[];
  /** Whether each fact is followed by a sync that is waited for. */
  readonly waits: readonly boolean[];
  readonly seed: number;
  readonly bitFlips: number;
  readonly holes: number;
}

const lives: fc.Arbitrary<readonly Life[]> = fc.array(
  fc.record({
    facts: fc.array(lifelikeFacts, { maxLength: 12 }),
    waits: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
    seed: fc.nat(),
    bitFlips: fc.constantFrom(0, 1),
    holes: fc.constantFrom(0, 1),
  }),
  { minLength: 1, maxLength: 5 },
);

/** A disk on which one unit after the other lives until a power cut. */
function unitsOnOneDisk() {
  const disk = new SimulatedDisk();
  const random = countingRandom();
  const { clock, timers } = createManualClock();

  const next = (): Promise<Booted> =>
    boot({ disk: disk.mount(), random, clock }, { initialOdometerMetres: metres(7) }, 'test', {
      lost: null,
      passedOver: 'nothing',
    });

  const live = async (booted: Booted, { facts, waits, seed, bitFlips, holes }: Life): Promise<number> => {
    const { journal, bootCount } = booted;
    const recorder = new Recorder(journal, booted.state, booted.link, {
      car,
      random,
      timers,
      sign: key.sign,
      elapsed: () => clock.elapsed(),
      circumstances: () => ({
        wallTime: clock.wall(),
        clockQuality: 'gnss',
        elapsed: milliseconds(0),
        bootCount,
        odometerMetres: metres(7),
        odometerSource: 'none',
      }),
      lowerBound: () => epochMilliseconds(0),
      onSynced: () => {},
      onSyncFailed: () => {},
      onUrgent: () => {},
      onDropped: () => {},
    });
    recorder.record(...booted.opening);
    for (const [at, fact] of facts.entries()) {
      recorder.record(fact);
      if (waits[at]) await recorder.synced();
    }
    const { syncedSeq } = journal;
    disk.crash(seededRandom(seed), { bitFlips, holes });
    return syncedSeq;
  };
  return { next, live };
}

it('whatever power cuts do, the journal is a prefix with all that was synced, and its chain and seals hold (D2, D6)', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (lived) => {
      const { next, live } = unitsOnOneDisk();
      for (const life of lived) {
        const syncedSeq = await live(await next(), life);
        const { journal } = await next();
        const page = await journal.read(1, { maxRecords: 10_000, maxBytes: 10_000_000 });
        expect(page.damaged).toEqual([]);
        expect(page.entries.map(({ seq }) => seq)).toEqual(page.entries.map((_, at) => at + 1));
        expect(page.entries.length).toBeGreaterThanOrEqual(syncedSeq);
        let link = sha256(genesisBytes(car, journal.journalId));
        for (const { bytes } of page.entries) {
          const { header, headerBytes, signature } = decodeRecord(bytes);
          expect(header.link).toEqual(link);
          link = sha256(headerBytes);
          if (signature !== null) expect(key.verify(sealBytes(link), signature)).toBe(true);
        }
      }
    }),
    { numRuns: 40 },
  );
}, 20_000);
