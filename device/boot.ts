import { toHex } from '../protocol/codec/bytes.ts';
import { Fault, MalformedError } from '../protocol/errors.ts';
import { type JournalId, journalId } from '../protocol/ids.ts';
import type { Fact, FactOf } from '../protocol/messages/registry.ts';
import {
  type EpochMilliseconds,
  epochMilliseconds,
  milliseconds,
  toEpochSeconds,
} from '../protocol/units.ts';
import type { DeviceConfig } from './config.ts';
import { HeldDisk } from './journal/held-disk.ts';
import type { Journal } from './journal/journal.ts';
import { type ListedJournal, listJournals } from './journal/listing.ts';
import { type OldJournal, openOldJournal } from './journal/old-journal.ts';
import { createJournal, type RecoveredJournal, recoverJournal } from './journal/recovery.ts';
import type { DevicePorts } from './ports.ts';
import { remembered } from './remembered.ts';
import { later, type Restored, restored } from './restored.ts';
import { decodeLowerBound } from './state/lower-bound.ts';
import { encodeSnapshot, type Snapshot } from './state/snapshot.ts';
import { newCarState } from './state/state.ts';
import { eventually } from './time/waiting.ts';
import { uncounted } from './uncounted.ts';

/** What a device goes on from. */
export interface Booted extends Omit<Snapshot, 'link'> {
  readonly journal: Journal;
  readonly oldJournals: readonly OldJournal[];
  /** Null where the journal has no record yet. */
  readonly link: Uint8Array | null;
  /** The first records of this boot. */
  readonly opening: readonly Fact[];
  /**
   * Of a journal in memory, begun since the disk could not be read: it is written once this is released. Null for one that
   * goes on from what the disk holds.
   */
  readonly held: HeldDisk | null;
}

/** What a boot does without where the disk answers and cannot read it: the ends of earlier journals, or the newest one too. */
export type PassedOver = 'nothing' | 'old-journals' | 'any-journal';

/** How a unit begins. */
export interface BootOrder {
  /** The tail that made it begin anew; null for none. */
  readonly lost: LostTail | null;
  readonly passedOver: PassedOver;
}

/** A receipt told that the gateway has records which this car has not. */
export interface LostTail {
  readonly journal: JournalId;
  readonly through: number;
}

type Ports = Pick<DevicePorts, 'disk' | 'random' | 'clock'>;

/** How often a disk that cannot be read is asked again before the car goes on without what it holds. */
const reading = { attempts: 3, every: milliseconds(1_000) };
type Config = Pick<DeviceConfig, 'initialOdometerMetres'>;

/**
 * Finds journal and state as the last boot left them; begins a new journal where there is none to go on with (D6).
 * @throws {Fault} `storage-fault` where something cannot be read that is not to be passed over; `journal-version-unknown`
 */
export async function boot(
  ports: Ports,
  config: Config,
  software: string,
  { lost, passedOver }: BootOrder,
): Promise<Booted> {
  const recovered = await (passedOver === 'any-journal'
    ? orNull(recoverJournal(ports.disk), () => {})
    : recoverJournal(ports.disk));
  if (recovered === null) return beginBeside(ports, config, software);
  if (recovered.kind === 'empty')
    return begin(
      ports,
      { ...firstDay(config), reason: { kind: 'journal-opened', reason: 'first' } },
      software,
      passedOver,
    );
  const latest = readable(recovered);
  const { journalId: previousJournal, nextSeq } = recovered.journal;
  const previous = { previousJournal, previousSeq: nextSeq - 1 };
  if (latest === null) {
    return begin(
      ports,
      {
        ...firstDay(config),
        lowerBound: decodeLowerBound(recovered.mark),
        reason: { kind: 'journal-opened', reason: 'unreadable', ...previous },
      },
      software,
      passedOver,
    );
  }
  if (lost?.journal === previousJournal) {
    return begin(
      ports,
      { ...latest, reason: { kind: 'journal-opened', reason: 'tail-lost', ...previous } },
      software,
      passedOver,
    );
  }
  return resume(ports, recovered, latest, software, passedOver);
}

/** Goes on behind the newest journal, which cannot be read: what is before its last segment is delivered all the same. */
async function beginBeside(ports: Ports, config: Config, software: string): Promise<Booted> {
  const listed = await listJournals(ports.disk);
  const newest = listed.at(-1);
  const firstSeq = newest?.files.at(-1)?.firstSeq ?? 1;
  const previous =
    newest === undefined ? {} : { previousJournal: newest.journalId, previousSeq: firstSeq - 1 };
  const reason = { kind: 'journal-opened', reason: 'unreadable', ...previous } as const;
  const from = { ...(await dayAfter(ports, config, listed)), reason };
  return begin(ports, from, software, 'any-journal');
}

/**
 * As `boot`, also on a disk that cannot be read: then it begins with nothing, in memory, so that a valid token opens the
 * car all the same (promise 1), and `UnreadDisk` looks for what the disk holds.
 * @throws {Fault} `journal-version-unknown`
 */
export async function bootInAnyCase(
  ports: Ports & Pick<DevicePorts, 'timers' | 'log'>,
  config: Config,
  software: string,
  order: BootOrder,
): Promise<Booted> {
  const attempt = (passedOver: PassedOver): Promise<Booted | null> =>
    orNull(boot(ports, config, software, { ...order, passedOver }), (reason) =>
      ports.log.error({ reason }, 'journal cannot be read'),
    );
  const booted =
    (await eventually(ports.timers, reading, () => attempt('nothing'))) ??
    (await attempt(order.passedOver === 'nothing' ? 'old-journals' : order.passedOver));
  return booted ?? beginInMemory(ports, config, software);
}

async function beginInMemory(ports: Ports, config: Config, software: string): Promise<Booted> {
  const held = new HeldDisk(ports.disk);
  const listed = await orNull(listJournals(held), () => {});
  const reason = { kind: 'journal-opened', reason: 'unreadable' } as const;
  const from = { ...(await dayAfter({ disk: held }, config, listed ?? [])), reason };
  const begun = beginAfter(listed, { ...ports, disk: held }, from, software);
  return { ...begun, held };
}

/** Null where the disk failed. */
async function orNull<Value>(work: Promise<Value>, failed: (reason: string) => void): Promise<Value | null> {
  try {
    return await work;
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.code === 'storage-fault')) throw thrown;
    failed(thrown.message);
    return null;
  }
}

interface Beginning extends Omit<Snapshot, 'link'> {
  readonly reason: FactOf<'journal-opened'>;
}

const firstDay = (config: Config): Omit<Snapshot, 'link'> => ({
  state: newCarState(config.initialOdometerMetres),
  bootCount: 0,
  lowerBound: epochMilliseconds(0),
});

/** As a first day, but for what must never be used again, as far as it can be read. */
async function dayAfter(
  { disk }: Pick<Ports, 'disk'>,
  config: Config,
  listed: readonly ListedJournal[],
): Promise<Omit<Snapshot, 'link'>> {
  const { state, ...first } = firstDay(config);
  const { used, lowerBound } = await remembered(disk, listed);
  return { ...first, state: { ...state, ...used }, lowerBound };
}

async function begin(
  ports: Ports,
  from: Beginning,
  software: string,
  passedOver: PassedOver,
): Promise<Booted> {
  const listed = await listJournals(ports.disk);
  const begun = beginAfter(listed, ports, from, software);
  return { ...begun, oldJournals: await earlier(ports, begun.journal, passedOver) };
}

function beginAfter(
  listed: readonly ListedJournal[] | null,
  ports: Ports,
  from: Beginning,
  software: string,
): Booted {
  const bootCount = from.bootCount + 1;
  const genesis = { state: from.state, link: '00'.repeat(32), bootCount, lowerBound: from.lowerBound };
  const journal = createJournal(ports.disk, {
    journalId: journalId(toHex(ports.random.bytes(8))),
    generation: generationAfter(listed, ports.clock.wall()),
    snapshot: encodeSnapshot(genesis),
    now: ports.clock.wall(),
  });
  return {
    ...genesis,
    journal,
    oldJournals: [],
    link: null,
    held: null,
    opening: [from.reason, { kind: 'booted', software, tornBytes: 0 }],
  };
}

/** Seconds since 1970 where nothing can be listed: above all that were counted, and below those of later times. */
const generationAfter = (listed: readonly ListedJournal[] | null, now: EpochMilliseconds): number =>
  listed === null ? toEpochSeconds(now) + 1 : Math.max(0, ...listed.map(({ generation }) => generation)) + 1;

async function resume(
  ports: Ports,
  { journal, truncatedBytes }: RecoveredJournal,
  latest: Restored,
  software: string,
  passedOver: PassedOver,
): Promise<Booted> {
  return {
    ...latest,
    bootCount: latest.bootCount + 1,
    journal,
    oldJournals: await earlier(ports, journal, passedOver),
    held: null,
    opening: [
      { kind: 'booted', software, tornBytes: truncatedBytes },
      ...uncounted(latest.state, ports.clock),
    ],
  };
}

/** As `restored`; null where no snapshot is there, or what is there was written by software that this one does not understand. */
function readable({ snapshot, entriesSinceSnapshot, mark }: RecoveredJournal): Restored | null {
  if (snapshot === null) return null;
  try {
    const { lowerBound, ...latest } = restored(snapshot, entriesSinceSnapshot);
    return { ...latest, lowerBound: later(lowerBound, decodeLowerBound(mark)) };
  } catch (thrown) {
    if (thrown instanceof MalformedError) return null;
    throw thrown;
  }
}

/** The journals before this one, as long as they are kept. */
async function earlier(
  { disk }: Ports,
  current: Journal,
  passedOver: PassedOver,
): Promise<readonly OldJournal[]> {
  const old: OldJournal[] = [];
  for (const listed of await listJournals(disk)) {
    if (listed.journalId === current.journalId) continue;
    const opened = openOldJournal(disk, listed, { isEndPassedOver: passedOver !== 'nothing' });
    const journal = passedOver === 'nothing' ? await opened : await orNull(opened, () => {});
    if (journal !== null) old.push(journal);
  }
  return old;
}
