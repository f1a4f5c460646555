import { toHex } from '../../protocol/codec/bytes.ts';
import { messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { encodeBatch, maxBatchBytes } from '../../protocol/messages/batch.ts';
import type { Command } from '../../protocol/messages/command.ts';
import { decodeCommand } from '../../protocol/messages/command.ts';
import { encodeLossNotice, type LossNotice } from '../../protocol/messages/loss-notice.ts';
import { decodeReceipt, type Receipt } from '../../protocol/messages/receipt.ts';
import { encodeSampleBatch } from '../../protocol/messages/sample.ts';
import type { SeqRange } from '../../protocol/messages/seq-ranges.ts';
import { encodeStatus, type Status } from '../../protocol/messages/status.ts';
import {
  type Cancel,
  type Clock,
  fraction,
  type Log,
  type Random,
  type Timers,
} from '../../protocol/runtime.ts';
import { type Authenticate, decodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { encodeSigned, type Sign } from '../../protocol/token/signed.ts';
import { type CarTopic, topicOf } from '../../protocol/topics.ts';
import { type EpochMilliseconds, milliseconds } from '../../protocol/units.ts';
import type { JournalPage } from '../journal/entry.ts';
import type { Mqtt, MqttSession } from '../ports.ts';
import { backoff } from './backoff.ts';
import {
  type Connection,
  type ConnectionEffect,
  type ConnectionInput,
  connectionTransition,
} from './connection.ts';
import {
  type Delivery,
  isOverdue,
  mayRead,
  published,
  receiptArrived,
  resumed,
  rewound,
  sent,
  unreadable,
} from './delivery.ts';
import type { SampleQueue } from './samples.ts';

/** Records of one batch; with the envelope they stay under `maxBatchBytes`. */
const batchLimits = { maxRecords: 50, maxBytes: maxBatchBytes - 4_096 };
/** New records wait so long for company. */
const gatherMilliseconds = milliseconds(250);
const overdueCheckMilliseconds = milliseconds(15_000);
const maxSentPayloads = 16;

/** A journal as the uplink needs it: the current one, or an old one not yet delivered. */
export interface DeliverableJournal {
  readonly journalId: JournalId;
  readonly lastSeq: () => number;
  readonly releasedThrough: number;
  read(
    fromSeq: number,
    limits: { readonly maxRecords: number; readonly maxBytes: number },
  ): Promise<JournalPage>;
  release(throughSeq: number): void;
}

export interface UplinkOptions {
  readonly car: CarId;
  readonly mqtt: Mqtt;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly sign: Sign;
  /** SHA-256. */
  readonly digest: (bytes: Uint8Array) => Uint8Array;
  readonly samples: SampleQueue;
  readonly status: () => Status;
  readonly onGatewayTime: (time: EpochMilliseconds) => void;
  readonly onCommand: (command: Command) => void;
  readonly onSetAside: (journal: JournalId, range: SeqRange) => void;
  /** The gateway has records of this journal that the car has not: its tail is lost (D6). */
  readonly onTailLost: (journal: JournalId, through: number) => void;
}

interface Line {
  readonly journal: DeliverableJournal;
  delivery: Delivery;
}

/** Brings journals to the gateway: oldest first, in order, each until its receipts cover all of it (D3). */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #lines: Line[];
  #connection: Connection = { kind: 'stopped' };
  #session: MqttSession | null = null;
  #cancelWait: Cancel = () => {};
  #cancelGather: Cancel | null = null;
  #cancelOverdue: Cancel | null = null;
  /** By digest, what the gateway may call unreadable. */
  readonly #sentPayloads = new Map<string, { readonly line: Line; readonly range: SeqRange }>();
  #isPumping = false;

  constructor(journals: readonly DeliverableJournal[], options: UplinkOptions) {
    this.#options = options;
    this.#lines = journals.map((journal) => ({ journal, delivery: resumed(journal.releasedThrough) }));
  }

  start(): void {
    this.#input({ kind: 'start' });
  }

  /** Says goodbye: what is not delivered by then goes with the next start. */
  async stop(): Promise<void> {
    this.#cancelOverdue?.();
    this.#cancelWait();
    this.#cancelGather?.();
    const { car } = this.#options;
    await this.#attempt('goodbye', (session) =>
      session.publish(topicOf(car, 'status'), encodeStatus({ state: 'offline' }), { retain: true }),
    );
    const session = this.#session;
    this.#input({ kind: 'stop' });
    await session?.close();
  }

  /** Records or samples are there to be sent; they go together after a moment. */
  gather(): void {
    this.#cancelGather ??= this.#options.timers.after(gatherMilliseconds, () => {
      this.#cancelGather = null;
      this.#pump();
    });
  }

  /** Whether every record that is on disk has its receipt. */
  get isDelivered(): boolean {
    return this.#lines.every(({ journal, delivery }) => delivery.receipted >= journal.lastSeq());
  }

  #input(input: ConnectionInput): void {
    const { connection, effects } = connectionTransition(this.#connection, input);
    this.#connection = connection;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ConnectionEffect): void {
    switch (effect.kind) {
      case 'connect':
        void this.#connect();
        return;
      case 'wait':
        this.#session = null;
        this.#cancelWait = this.#options.timers.after(
          backoff(effect.failures, fraction(this.#options.random)),
          () => this.#input({ kind: 'timer' }),
        );
        return;
      case 'greet':
        void this.#greet();
        return;
      case 'disconnect':
        this.#session = null;
        return;
    }
  }

  async #connect(): Promise<void> {
    const { mqtt, car, log } = this.#options;
    const lastWill = { topic: topicOf(car, 'status'), payload: encodeStatus({ state: 'offline' }) };
    const events = {
      message: (topic: string, payload: Uint8Array) => this.#message(topic, payload),
      closed: (reason: string) => this.#lost(reason),
    };
    try {
      const session = await mqtt.connect(lastWill, events);
      if (this.#connection.kind !== 'connecting') return await session.close();
      this.#session = session;
      this.#input({ kind: 'connected' });
    } catch (thrown) {
      log.warn({ reason: messageOf(thrown) }, 'broker not reached');
      this.#input({ kind: 'lost' });
    }
  }

  #lost(reason: string): void {
    this.#options.log.info({ reason }, 'broker connection closed');
    this.#input({ kind: 'lost' });
  }

  async #greet(): Promise<void> {
    const { car, status } = this.#options;
    for (const line of this.#lines) line.delivery = rewound(line.delivery);
    await this.#attempt('greeting', async (session) => {
      await session.subscribe(topicOf(car, 'receipts'));
      await session.subscribe(topicOf(car, 'commands'));
      await session.publish(topicOf(car, 'status'), encodeStatus(status()), { retain: true });
    });
    this.#pump();
  }

  /** A call on the session that fails ends it: what was under way is sent again after the next connection. */
  async #attempt(what: string, work: (session: MqttSession) => Promise<void>): Promise<boolean> {
    const session = this.#session;
    if (session === null) return false;
    try {
      await work(session);
      return session === this.#session;
    } catch (thrown) {
      if (session !== this.#session) return false;
      this.#options.log.warn({ what, reason: messageOf(thrown) }, 'broker call failed');
      this.#input({ kind: 'lost' });
      session.close().catch(() => {});
      return false;
    }
  }

  #pump(): void {
    if (this.#isPumping || this.#connection.kind !== 'online') return;
    this.#isPumping = true;
    this.#sendAll()
      .catch((thrown: unknown) =>
        this.#options.log.error({ reason: messageOf(thrown) }, 'records cannot be read for sending'),
      )
      .finally(() => {
        this.#isPumping = false;
      });
  }

  async #sendAll(): Promise<void> {
    for (const line of this.#lines) {
      let most = mayRead(line.delivery, line.journal.lastSeq(), batchLimits.maxRecords);
      while (most > 0 && this.#session !== null) {
        await this.#sendPage(line, most);
        most = mayRead(line.delivery, line.journal.lastSeq(), batchLimits.maxRecords);
      }
      if (line.delivery.receipted < line.journal.lastSeq()) return;
    }
    await this.#sendSamples();
  }

  async #sendPage(line: Line, maxRecords: number): Promise<void> {
    const page = await line.journal.read(line.delivery.cursor, { ...batchLimits, maxRecords });
    const { entries, damaged, pruned, nextSeq } = page;
    for (const range of damaged) this.#sendLoss(line, range, 'damaged');
    if (pruned !== null) this.#sendLoss(line, pruned, 'no-space');
    const first = entries[0];
    if (first === undefined) {
      line.delivery = { ...line.delivery, cursor: Math.max(line.delivery.cursor, nextSeq) };
      return;
    }
    for (const run of consecutive(entries)) this.#sendBatch(line, run.from, run.records);
  }

  #sendBatch(line: Line, from: number, records: Uint8Array[]): void {
    const payload = encodeBatch({ journal: line.journal.journalId, firstSeq: from, records });
    this.#sendRange(line, { from, to: from + records.length - 1 }, 'records', payload);
  }

  #sendLoss(line: Line, { from, to }: SeqRange, reason: LossNotice['reason']): void {
    const notice = { journal: line.journal.journalId, fromSeq: from, toSeq: to, reason };
    const topic = topicOf(this.#options.car, 'losses');
    this.#options.log.error({ journal: line.journal.journalId, from, to }, 'records lost');
    const payload = encodeSigned(topic, encodeLossNotice(notice), this.#options.sign);
    this.#sendRange(line, { from, to }, 'losses', payload);
  }

  #sendRange(line: Line, range: SeqRange, name: CarTopic, payload: Uint8Array): void {
    line.delivery = sent(line.delivery, range, this.#options.clock.elapsed());
    this.#remember(line, range, payload);
    this.#awaitReceipts();
    const topic = topicOf(this.#options.car, name);
    void this.#attempt(name, (session) => session.publish(topic, payload, { retain: false })).then((done) => {
      if (!done) return;
      line.delivery = published(line.delivery, range);
      this.#pump();
    });
  }

  #remember(line: Line, range: SeqRange, payload: Uint8Array): void {
    const oldest = this.#sentPayloads.keys().next();
    if (this.#sentPayloads.size >= maxSentPayloads && !oldest.done) this.#sentPayloads.delete(oldest.value);
    this.#sentPayloads.set(toHex(this.#options.digest(payload).subarray(0, 16)), { line, range });
  }

  async #sendSamples(): Promise<void> {
    const { samples, car } = this.#options;
    for (let batch = samples.next(); batch !== null; batch = samples.next()) {
      const payload = encodeSampleBatch(batch);
      const done = await this.#attempt('samples', (session) =>
        session.publish(topicOf(car, 'samples'), payload, { retain: false }),
      );
      if (!done) return;
      samples.taken(batch);
    }
  }

  #message(topic: string, payload: Uint8Array): void {
    const { car, authenticate, log } = this.#options;
    try {
      const content = decodeAuthenticated(topic, payload, authenticate);
      if (topic === topicOf(car, 'receipts')) this.#receipt(decodeReceipt(content));
      if (topic === topicOf(car, 'commands')) this.#options.onCommand(decodeCommand(content));
    } catch (thrown) {
      log.warn({ topic, reason: messageOf(thrown) }, 'message refused');
    }
  }

  #receipt(receipt: Receipt): void {
    this.#options.onGatewayTime(receipt.gatewayTime);
    const line = this.#lines.find(({ journal }) => journal.journalId === receipt.journal);
    if (line === undefined) return;
    if (receipt.through > line.journal.lastSeq()) {
      this.#options.onTailLost(receipt.journal, receipt.through);
      return;
    }
    const { delivery, setAside } = receiptArrived(line.delivery, receipt, this.#options.clock.elapsed());
    line.delivery = delivery;
    line.journal.release(receipt.through);
    for (const range of setAside) this.#options.onSetAside(receipt.journal, range);
    for (const digest of receipt.unreadable ?? []) this.#unreadable(digest);
    this.#pump();
  }

  /** As long as anything waits for its receipt. */
  #awaitReceipts(): void {
    this.#cancelOverdue ??= this.#options.timers.after(overdueCheckMilliseconds, () => {
      this.#cancelOverdue = null;
      const now = this.#options.clock.elapsed();
      for (const line of this.#lines)
        if (isOverdue(line.delivery, now)) line.delivery = rewound(line.delivery);
      if (this.#lines.some(({ delivery }) => delivery.waitingSince !== null)) this.#awaitReceipts();
      this.#pump();
    });
  }

  #unreadable(digest: Uint8Array): void {
    const found = this.#sentPayloads.get(toHex(digest));
    if (found === undefined) return;
    const { line, range } = found;
    this.#options.log.error({ journal: line.journal.journalId, ...range }, 'batch called unreadable');
    if (range.from < range.to) line.delivery = unreadable(line.delivery, range);
    else this.#sendLoss(line, range, 'set-aside');
  }
}

interface Run {
  readonly from: number;
  readonly records: Uint8Array[];
}

/** Entries without the gaps between them: each run fits one batch. */
function consecutive(entries: JournalPage['entries']): readonly Run[] {
  const runs: Run[] = [];
  for (const { seq, bytes } of entries) {
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.records.length === seq) last.records.push(bytes);
    else runs.push({ from: seq, records: [bytes] });
  }
  return runs;
}
