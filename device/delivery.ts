import type { CarriedList } from '../protocol/lists/list.ts';
import { maxBatchBytes } from '../protocol/messages/batch.ts';
import type { Command } from '../protocol/messages/command.ts';
import { decodeRecord } from '../protocol/messages/record.ts';
import { sha256 } from '../protocol/node-digest.ts';
import { software } from '../protocol/software.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import type { Booted, LostTail } from './boot.ts';
import type { DeviceConfig } from './config.ts';
import type { Journal } from './journal/journal.ts';
import type { OldJournal } from './journal/old-journal.ts';
import { authenticateWith, signWith } from './keys.ts';
import type { DevicePorts } from './ports.ts';
import type { RecordKeeping } from './record-keeping.ts';
import type { DeliverableJournal } from './uplink/deliverable.ts';
import type { SampleQueue } from './uplink/samples.ts';
import { Uplink } from './uplink/uplink.ts';

export interface DeliveryEvents {
  readonly onCommand: (command: Command) => void;
  readonly onList: (list: CarriedList) => void;
  readonly onSettings: (signed: Uint8Array) => void;
  /** The gateway has answered: a receipt of this car's, by whom it must be. */
  readonly onAnswered: () => void;
  readonly onTailLost: (tail: LostTail) => void;
}

/** Brings records and samples to the gateway: what earlier journals still hold, then the current one. */
export function deliver(
  ports: Pick<DevicePorts, 'mqtt' | 'clock' | 'timers' | 'random' | 'log'>,
  { car, keys }: Pick<DeviceConfig, 'car' | 'keys'>,
  { journal, oldJournals, bootCount, held }: Booted,
  { time, recorder, settings }: RecordKeeping,
  samples: SampleQueue,
  { onCommand, onList, onSettings, onAnswered, onTailLost }: DeliveryEvents,
): Uplink {
  const now = () => time.now().time;
  const journals = [
    ...oldJournals.map((old) => deliverable(old, () => old.lastSeq, now)),
    // In memory only until the disk can be read: what that holds goes first.
    deliverable(journal, () => (held === null ? journal.syncedSeq : 0), now),
  ];
  return new Uplink(journals, {
    ...ports,
    car,
    authenticate: authenticateWith(keys.gateway),
    sign: signWith(keys.signing),
    digest: sha256,
    samples,
    status: () => ({
      state: 'online',
      software,
      versions: [1],
      journal: journal.journalId,
      lastSeq: journal.syncedSeq,
      bootCount,
      clockQuality: time.now().quality,
    }),
    onGatewayTime(gatewayTime) {
      time.gatewayTime(gatewayTime);
      recorder.keepLowerBound();
      onAnswered();
    },
    settings: () => settings.now,
    onSettings,
    onCommand,
    onList,
    onSetAside: (rejectedIn, { from, to }) =>
      recorder.record({ kind: 'set-aside', journal: rejectedIn, fromSeq: from, toSeq: to }),
    onSamplesLost: (count) => recorder.record({ kind: 'dropped', what: 'samples', count }),
    onTakenOver: (raised) => recorder.record({ kind: 'alarm', alarm: 'session-taken-over', raised }),
    isRentalOpen: () => recorder.state.rental.kind !== 'none',
    onTailLost: (lostIn, through) => onTailLost({ journal: lostIn, through }),
  });
}

const deliverable = (
  journal: Journal | OldJournal,
  lastSeq: () => number,
  now: () => EpochMilliseconds,
): DeliverableJournal => ({
  journalId: journal.journalId,
  firstSeq: () => journal.firstSeq,
  lastSeq,
  releasedThrough: journal.releasedThrough,
  read: (fromSeq, limits) => journal.read(fromSeq, limits),
  link: (seq) => linkIn(journal, seq),
  release: (throughSeq) => journal.release(throughSeq, now()),
});

async function linkIn(journal: Journal | OldJournal, seq: number): Promise<Uint8Array | null> {
  const { entries } = await journal.read(seq, { maxRecords: 1, maxBytes: maxBatchBytes });
  const entry = entries.find((each) => each.seq === seq);
  return entry === undefined ? null : sha256(decodeRecord(entry.bytes).headerBytes);
}
