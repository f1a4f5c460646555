import type { JournalEntry, JournalPage } from '../../../device/journal/entry.ts';
import type { LastWill, Mqtt, MqttEvents } from '../../../device/ports.ts';
import { SampleQueue } from '../../../device/uplink/samples.ts';
import { Uplink } from '../../../device/uplink/uplink.ts';
import { Fault } from '../../../protocol/errors.ts';
import { carId, journalId } from '../../../protocol/ids.ts';
import type { Command } from '../../../protocol/messages/command.ts';
import { decodeLossNotice } from '../../../protocol/messages/loss-notice.ts';
import { readBatch } from '../../../protocol/messages/packed-batch.ts';
import { encodeReceipt, type Receipt } from '../../../protocol/messages/receipt.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { firstSettings } from '../../../protocol/settings/settings.ts';
import { encodeAuthenticated } from '../../../protocol/token/authenticated.ts';
import { decodeSigned } from '../../../protocol/token/signed.ts';
import { topicOf } from '../../../protocol/topics.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { countingRandom } from '../../support/random.ts';
import { ed25519Key, hmacWith, sha256 } from '../../support/signing-keys.ts';

export const car = carId('car-007');
export const currentId = journalId('00112233445566aa');
export const oldId = journalId('00112233445566bb');
const signing = ed25519Key(new Uint8Array(32).fill(3));
export const gatewayKey = hmacWith(new Uint8Array(32).fill(4));

const aBadBlock = (): Fault => new Fault({ code: 'storage-fault', blame: 'environment' }, 'a bad block');

/** link(seq) of every scripted journal. */
export const linkOf = (seq: number): Uint8Array => new Uint8Array(32).fill(seq);

/** A journal in memory whose every record is its number; numbers may be damaged or pruned. */
export class ScriptedJournal {
  readonly released: number[] = [];
  readonly damaged = new Set<number>();
  prunedThrough = 0;
  fails = false;
  last: number;
  readonly journalId;
  readonly releasedThrough = 0;
  readonly firstSeq = (): number => this.prunedThrough + 1;

  constructor(id: typeof currentId, last: number) {
    this.journalId = id;
    this.last = last;
  }

  readonly lastSeq = (): number => this.last;

  async read(fromSeq: number, { maxRecords }: { readonly maxRecords: number }): Promise<JournalPage> {
    if (this.fails) throw aBadBlock();
    const entries: JournalEntry[] = [];
    const damaged: { from: number; to: number }[] = [];
    let seq = Math.max(fromSeq, this.prunedThrough + 1);
    for (; seq <= this.last && entries.length + damaged.length < maxRecords; seq++) {
      if (this.damaged.has(seq)) damaged.push({ from: seq, to: seq });
      else entries.push({ seq, bytes: Uint8Array.of(seq) });
    }
    const pruned = fromSeq <= this.prunedThrough ? { from: fromSeq, to: this.prunedThrough } : null;
    return { entries, damaged, pruned, nextSeq: seq };
  }

  async link(seq: number): Promise<Uint8Array | null> {
    if (this.fails) throw aBadBlock();
    return this.damaged.has(seq) ? null : linkOf(seq);
  }

  release(throughSeq: number): void {
    this.released.push(throughSeq);
  }
}

interface Published {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly retain: boolean;
  puback(): void;
}

/** An uplink whose broker does what the test says: PUBACKs come by themselves unless held. */
export function uplinkBench(journals: readonly ScriptedJournal[]) {
  const time = createManualClock();
  const published: Published[] = [];
  const subscribed: string[] = [];
  const wills: LastWill[] = [];
  const sessions: MqttEvents[] = [];
  const closed: number[] = [];
  const pings: number[] = [];
  const events = {
    gatewayTimes: [] as number[],
    commands: [] as Command[],
    setAside: [] as unknown[],
    tailsLost: [] as unknown[],
    takenOver: [] as boolean[],
    samplesLost: [] as number[],
  };
  let holdsPubacks = false;
  let refuses = false;
  let isMute = false;
  let holdsPongs = false;
  let isRentalOpen = false;
  const mqtt: Mqtt = {
    async connect(lastWill, handlers) {
      if (isMute) return new Promise(() => {});
      if (refuses) throw new Fault({ code: 'broker-unavailable', blame: 'environment' }, 'no coverage');
      const index = sessions.push(handlers) - 1;
      wills.push(lastWill);
      return {
        publish: (topic, payload, { retain }) =>
          new Promise((resolve) => {
            published.push({ topic, payload, retain, puback: resolve });
            if (!holdsPubacks) resolve();
          }),
        subscribe: async (topic) => void subscribed.push(topic),
        ping() {
          pings.push(time.clock.elapsed());
          return holdsPongs ? new Promise(() => {}) : Promise.resolve();
        },
        close: async () => void closed.push(index),
      };
    },
  };
  const samples = new SampleQueue(journalId('00112233445566cc'), time.clock);
  const uplink = new Uplink(journals, {
    car,
    mqtt,
    clock: time.clock,
    timers: time.timers,
    random: countingRandom(),
    log: silentLog,
    authenticate: gatewayKey,
    sign: signing.sign,
    digest: sha256,
    settings: () => firstSettings,
    onSettings: () => {},
    samples,
    status: () => ({ state: 'online', journal: currentId }),
    onGatewayTime: (gatewayTime) => events.gatewayTimes.push(gatewayTime),
    onList: () => {},
    onCommand: (command) => events.commands.push(command),
    onSetAside: (journal, range) => events.setAside.push({ journal, ...range }),
    onSamplesLost: (count) => events.samplesLost.push(count),
    onTakenOver: (isTaken) => events.takenOver.push(isTaken),
    isRentalOpen: () => isRentalOpen,
    onTailLost: (journal, through) => events.tailsLost.push({ journal, through }),
  });
  const on = (name: Parameters<typeof topicOf>[1]) =>
    published.filter(({ topic }) => topic === topicOf(car, name));
  return {
    ...time,
    uplink,
    samples,
    published,
    subscribed,
    wills,
    sessions,
    closed,
    pings,
    events,
    on,
    holdPubacks: (holds = true) => {
      holdsPubacks = holds;
    },
    openRental: (opens = true) => {
      isRentalOpen = opens;
    },
    holdPongs: () => {
      holdsPongs = true;
    },
    /** Accepts connections and says nothing: no CONNACK comes. */
    mute: (mutes = true) => {
      isMute = mutes;
    },
    loseCoverage: (loses = true) => {
      refuses = loses;
    },
    /** The numbers of the batches so far: journal's last letters, from, to. */
    batches: () =>
      on('records').map(({ payload }) => {
        const { journal, firstSeq, records } = readBatch(payload, sha256);
        return `${journal.slice(-2)} ${firstSeq}-${firstSeq + records.length - 1}`;
      }),
    losses: () =>
      on('losses').map(({ topic, payload }) => {
        const notice = decodeLossNotice(decodeSigned(topic, payload, signing.verify));
        return `${notice.reason} ${notice.fromSeq}-${notice.toSeq}`;
      }),
    async start() {
      uplink.start();
      await time.advance(0);
    },
    /** What the broker brings; by default over the latest session. */
    async message(name: 'receipts' | 'commands', payload: Uint8Array, session = sessions.at(-1)) {
      session?.message(topicOf(car, name), payload);
      await time.advance(0);
    },
    async receipt(through: number, change: Partial<Receipt> = {}) {
      const receipt = {
        journal: currentId,
        through,
        link: null,
        gatewayTime: epochMilliseconds(1),
        ...change,
      };
      await this.message(
        'receipts',
        encodeAuthenticated(topicOf(car, 'receipts'), encodeReceipt(receipt), gatewayKey),
      );
    },
  };
}
