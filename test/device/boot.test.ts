import { describe, expect, it } from 'vitest';
import { type Booted, boot, bootInAnyCase, type LostTail, type PassedOver } from '../../device/boot.ts';
import { Recorder } from '../../device/recorder.ts';
import { carId, issuerId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import type { Fact } from '../../protocol/messages/registry.ts';
import type { ClockQuality } from '../../protocol/messages/words.ts';
import { silentLog, type Timers } from '../../protocol/runtime.ts';
import { epochMilliseconds, metres, milliseconds } from '../../protocol/units.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { seededRandom } from '../../simulator/kernel/random.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import { overwrite } from './journal/journal-fixture.ts';

const june = Date.UTC(2026, 5, 1, 6);
const token = tokenId('c1c2c3c4c5c6c7c8');
const reservation = reservationId('b1b2b3b4b5b6b7b8');
const driver = { issuer: issuerId('operator'), subject: subject('k7q2m9xa'), reservation };
/** A rental that was opened by a token, and has ended. */
const rented: readonly Fact[] = [
  { kind: 'access-decided', verdict: 'granted', action: 'unlock', tokenId: token, ...driver },
  {
    kind: 'rental-opened',
    reservation,
    subject: driver.subject,
    tokenId: token,
    latestReturnAt: epochMilliseconds(june + 3_600_000),
  },
  {
    kind: 'rental-closed',
    reservation,
    subject: driver.subject,
    cause: 'ended',
    returnedAt: epochMilliseconds(june + 60_000),
    returnedAtQuality: 'rtc',
  },
];
const promptTimers: Timers = {
  after: (_, work) => {
    queueMicrotask(work);
    return () => {};
  },
};
const lockChanged: Fact = { kind: 'lock-changed', locked: true };

/** A disk on which a unit boots again and again. */
function bootBench() {
  const disk = new SimulatedDisk();
  const random = countingRandom();
  const { clock, timers } = createManualClock();
  let signedTime: number | null = null;
  return {
    disk,
    /** Signed time that whoever lives from now on hears of. */
    sign(time: number) {
      signedTime = time;
    },
    boot: (lost: LostTail | null = null, passedOver: PassedOver = 'nothing') =>
      boot({ disk: disk.mount(), random, clock }, { initialOdometerMetres: metres(100_000) }, 'test', {
        lost,
        passedOver,
      }),
    bootInAnyCase: () =>
      bootInAnyCase(
        { disk: disk.mount(), random, clock, timers: promptTimers, log: silentLog },
        { initialOdometerMetres: metres(100_000) },
        'test',
        { lost: null, passedOver: 'nothing' },
      ),
    /** Writes the opening of this boot and more, at this wall time. */
    async live(booted: Booted, facts: readonly Fact[], quality: ClockQuality = 'rtc', wall = june) {
      const recorder = new Recorder(booted.journal, booted.state, booted.link, {
        car: carId('car-007'),
        random,
        timers,
        elapsed: () => clock.elapsed(),
        sign: ed25519Key(new Uint8Array(32).fill(3)).sign,
        circumstances: () => ({
          wallTime: epochMilliseconds(wall),
          clockQuality: quality,
          elapsed: milliseconds(0),
          bootCount: booted.bootCount,
          odometerMetres: metres(100_000),
          odometerSource: 'none',
        }),
        lowerBound: () => (signedTime === null ? booted.lowerBound : epochMilliseconds(signedTime)),
        onSynced: () => {},
        onUrgent: () => {},
        onSyncFailed: () => {},
        onDropped: () => {},
      });
      recorder.record(...booted.opening);
      if (signedTime !== null) signedTime += 1;
      recorder.record(...facts);
      await recorder.synced();
      return recorder.state;
    },
  };
}

describe('the first boot', () => {
  it('begins a journal, at the odometer that was configured', async () => {
    const booted = await bootBench().boot();
    expect(booted).toMatchObject({ bootCount: 1, link: null, oldJournals: [], lowerBound: 0 });
    expect(booted.state.odometer.metres).toBe(100_000);
    expect(booted.opening).toEqual([
      { kind: 'journal-opened', reason: 'first' },
      { kind: 'booted', software: 'test', tornBytes: 0 },
    ]);
  });
});

describe('a later boot', () => {
  it('goes on in the same journal, one boot later, with the state of its records', async () => {
    const { boot, live } = bootBench();
    const first = await boot();
    const state = await live(first, [lockChanged]);
    const second = await boot();
    expect(second.journal.journalId).toBe(first.journal.journalId);
    expect(second.journal.nextSeq).toBe(4);
    expect(second).toMatchObject({ bootCount: 2, state });
    expect(second.opening).toEqual([{ kind: 'booted', software: 'test', tornBytes: 0 }]);
    await live(second, []);
    expect((await boot()).bootCount).toBe(3);
  });

  it('tells how much of a torn tail it cut off', async () => {
    const { disk, boot, live } = bootBench();
    await live(await boot(), []);
    const [name = ''] = await disk.mount().list();
    await disk.mount().append(name, new Uint8Array(9));
    expect((await boot()).opening).toMatchObject([{ kind: 'booted', tornBytes: 9 }]);
  });

  it.each([
    ['network', june],
    ['token', june],
    ['gnss', 0],
    ['rtc', 0],
  ] as const)('keeps the lower bound that records with %s time show (D8)', async (quality, lowerBound) => {
    const { boot, live } = bootBench();
    await live(await boot(), [], quality);
    expect(await boot()).toMatchObject({ lowerBound });
  });
});

describe('signed time that no record shows (D8)', () => {
  it('survives a power cut with the record that follows it, as that of a token does', async () => {
    const { disk, boot, live, sign } = bootBench();
    const booted = await boot();
    sign(june);
    await live(booted, [lockChanged], 'gnss', june - 1);
    disk.crash(seededRandom(1));
    expect((await boot()).lowerBound).toBe(june + 1);
  });

  it('survives also where the snapshot does not', async () => {
    const { disk, boot, live, sign } = bootBench();
    const booted = await boot();
    sign(june);
    await live(booted, [lockChanged], 'gnss', june - 1);
    const [name = ''] = await disk.mount().list();
    const content = new TextDecoder('latin1').decode(disk.snapshotFiles().get(name));
    await overwrite(disk.mount(), name, content.indexOf('{"state"'), Uint8Array.of(0));
    const second = await boot();
    expect(second.opening).toMatchObject([{ reason: 'unreadable' }, {}]);
    expect(second.lowerBound).toBe(june + 1);
  });
});

describe('a journal that cannot be gone on with', () => {
  it('unreadable: its snapshot is damaged, so a new one begins, and says so', async () => {
    const { disk, boot, live } = bootBench();
    const first = await boot();
    await live(first, [lockChanged]);
    const [name = ''] = await disk.mount().list();
    const content = new TextDecoder('latin1').decode(disk.snapshotFiles().get(name));
    await overwrite(disk.mount(), name, content.indexOf('{"state"'), Uint8Array.of(0));
    const second = await boot();
    expect(second.journal.journalId).not.toBe(first.journal.journalId);
    expect(second.opening[0]).toEqual({
      kind: 'journal-opened',
      reason: 'unreadable',
      previousJournal: first.journal.journalId,
      previousSeq: 3,
    });
    expect(second.oldJournals.map(({ journalId }) => journalId)).toEqual([first.journal.journalId]);
  });

  it('tail-lost: a receipt knows more; the state goes on in a new journal', async () => {
    const { boot, live } = bootBench();
    const first = await boot();
    const state = await live(first, [lockChanged]);
    const { journalId } = first.journal;
    const second = await boot({ journal: journalId, through: 9 });
    expect(second).toMatchObject({ bootCount: 2, state, link: null });
    expect(second.opening[0]).toEqual({
      kind: 'journal-opened',
      reason: 'tail-lost',
      previousJournal: journalId,
      previousSeq: 3,
    });
    await live(second, []);
    expect((await boot()).journal.journalId).toBe(second.journal.journalId);
  });

  it('whose lost tail was told already is left as it is', async () => {
    const { boot, live } = bootBench();
    const first = await boot();
    await live(first, []);
    const lost = { journal: first.journal.journalId, through: 9 };
    const second = await boot(lost);
    await live(second, []);
    expect((await boot(lost)).journal.journalId).toBe(second.journal.journalId);
  });
});

describe('a newest segment that cannot be read', () => {
  /** A rental has ended in the first segment, and nothing that matters is in the second; nobody can read that. */
  async function spoilt() {
    const bench = bootBench();
    bench.sign(june + 5);
    const first = await bench.boot();
    await bench.live(first, [...rented, ...Array.from({ length: 2500 }, () => lockChanged)]);
    await bench.live(await bench.boot(), [lockChanged]);
    const names = (await bench.disk.mount().list()).toSorted();
    expect(names.length).toBeGreaterThan(1);
    bench.disk.badSpot = (name) => name === names.at(-1);
    return bench;
  }
  const usedBefore = {
    state: { ended: [reservation], tokenUses: new Map([[token, { uses: 1, usesInDoubt: 0 }]]) },
    opening: [{ reason: 'unreadable' }, {}],
  };

  it('keeps no unit that begins in memory from knowing which tokens and rentals are over in front of it (promise 1)', async () => {
    const booted = await (await spoilt()).bootInAnyCase();
    expect(booted.held).not.toBeNull();
    expect(booted).toMatchObject(usedBefore);
    expect(booted.lowerBound).toBeGreaterThan(june);
  });

  it('nor one that goes on beside it; what may have changed since is not believed', async () => {
    const booted = await (await spoilt()).boot(null, 'any-journal');
    expect(booted).toMatchObject(usedBefore);
    expect(booted.state).toMatchObject({ rental: { kind: 'none' }, lock: null, custody: null });
  });

  it('is all the same for a unit that can read nothing', async () => {
    const bench = await spoilt();
    bench.disk.condition = 'failing';
    expect((await bench.bootInAnyCase()).state).toMatchObject({ ended: [], tokenUses: new Map() });
  });
});
