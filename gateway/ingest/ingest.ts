import { messageOf } from '../../protocol/errors.ts';
import type { CarId } from '../../protocol/ids.ts';
import { encodeReceipt } from '../../protocol/messages/receipt.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import { encodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { topicOf } from '../../protocol/topics.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { CarState } from '../rental/car-state.ts';
import type { CarFold } from '../rental/fold.ts';
import type { Storage } from '../storage/storage.ts';
import { type Answer, Answers } from './answers.ts';
import { CarIntakes } from './car-intakes.ts';
import type { CarKeys } from './car-keys.ts';
import type { CarNews } from './car-news.ts';
import type { CarLimits } from './car-rooms.ts';
import { Contests } from './contests.ts';
import { isOfDatabase, isRefusedByDatabase } from './database-fault.ts';
import type { AfterCommit, ArrivedMessage, IngestResult, Outgoing } from './message.ts';
import { beyondBounds } from './not-kept.ts';
import { type Reading, readMessage } from './read-message.ts';
import { type ReplayOutcome, Replays } from './replays.ts';
import type { SetAsideId } from './set-aside-list.ts';
import { type BillJournal, ToBill } from './to-bill.ts';

type KeysOf = (car: CarId) => CarKeys | undefined;

/** What ingest needs of the rest of the gateway. */
export interface IngestParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined for a car that is not in the fleet. */
  readonly keysOf: KeysOf;
  /** The same, as good as at this moment, for many at once. */
  readonly keysNow: () => KeysOf;
  readonly foldOf: (car: CarId) => CarFold;
  readonly bill: BillJournal;
  /** A car gets a receipt at most so often; the first at once. */
  readonly receiptInterval: Milliseconds;
  readonly limits: CarLimits;
}

export interface Ingest {
  /** Stores, applies and answers what the cars sent: one transaction for messages of many cars (D3 to D5, D11). */
  ingest(messages: readonly ArrivedMessage[]): IngestResult;
  /** What nobody waits for with a PUBACK: signatures and prices of closed rentals, receipts that were gathered. */
  settle(): AfterCommit;
  /** Decides anew about something that was set aside. @throws {Fault} `not-found` */
  replay(id: SetAsideId): ReplayOutcome;
  /** What a car's records come to so far; null before the first. */
  stateOf(car: CarId): CarState | null;
  /** Records of a car that are stored and not among its counts yet. */
  uncounted(car: CarId): number;
}

const saveEveryMilliseconds = 1000;
const noKeys: KeysOf = () => undefined;

/** Called for each message in its turn: a whole group that is taken apart at once would outlive a collection of garbage. */
type ReadEach = (message: ArrivedMessage) => Reading;

/** Both methods throw {Fault} `database-failed`; then nothing may be acknowledged. */
export function createIngest(parts: IngestParts): Ingest {
  const desk = new IngestDesk(parts);
  return {
    ingest: (messages) => desk.ingest(messages),
    settle: () => desk.settle(),
    replay: (id) => desk.replay(id),
    stateOf: (car) => desk.stateOf(car),
    uncounted: (car) => desk.uncounted(car),
  };
}

class IngestDesk implements Ingest {
  readonly #parts: IngestParts;
  readonly #intakes: CarIntakes;
  readonly #answers: Answers;
  readonly #toBill: ToBill;
  readonly #contests: Contests;
  readonly #replays: Replays;
  #savedAt: number;

  constructor(parts: IngestParts) {
    this.#parts = parts;
    this.#savedAt = parts.clock.elapsed();
    this.#intakes = new CarIntakes(parts.storage, parts.foldOf, parts.limits);
    this.#answers = new Answers(parts.receiptInterval);
    this.#toBill = new ToBill({ ...parts, intakes: this.#intakes });
    this.#contests = new Contests({ ...parts, intakes: this.#intakes });
    this.#replays = new Replays({ ...parts, intakes: this.#intakes, contests: this.#contests });
  }

  ingest(messages: readonly ArrivedMessage[]): IngestResult {
    const { keysNow, log } = this.#parts;
    const keysOf = keysNow();
    const readEach = (message: ArrivedMessage): Reading => readOne(message, keysOf(message.car));
    try {
      const outcomes = this.#inOneTransaction(messages, readEach);
      return { outcomes, ...this.#afterCommit() };
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      log.error({ messages: messages.length, error: messageOf(error) }, 'group failed; one by one');
      const outcomes = messages.flatMap((each) => this.#alone(each, readEach));
      return { outcomes, ...this.#afterCommit() };
    }
  }

  settle(): AfterCommit {
    this.#contests.work();
    this.#takeNews();
    this.#toBill.work();
    this.#saveInTime();
    return this.#afterCommit();
  }

  stateOf(car: CarId): CarState | null {
    return this.#intakes.of(car).state;
  }

  uncounted(car: CarId): number {
    return this.#intakes.of(car).unsavedRecords;
  }

  /** Who reads the database beside this gateway is not to be misled for long. */
  #saveInTime(): void {
    const now = this.#parts.clock.elapsed();
    if (now - this.#savedAt < saveEveryMilliseconds) return;
    this.#intakes.saveProgress();
    this.#savedAt = now;
  }

  replay(id: SetAsideId): ReplayOutcome {
    const outcome = this.#replays.replay(id);
    this.#takeNews();
    // Here and now: the process that serves does not know of it.
    do this.#toBill.work();
    while (!this.#toBill.isEmpty);
    return outcome;
  }

  #inOneTransaction(messages: readonly ArrivedMessage[], read: ReadEach): IngestResult['outcomes'] {
    const outcomes = this.#intakes.inTransaction((intakeOf) =>
      messages.map((message) => intakeOf(message.car).take(message, read(message))),
    );
    this.#takeNews();
    return outcomes;
  }

  #takeNews(): void {
    const now = this.#parts.clock.elapsed();
    for (const news of this.#intakes.news()) {
      const { answer, billable, contested } = news;
      this.#tell(news);
      this.#answers.add(answer, now);
      for (const journal of billable) this.#toBill.add({ car: answer.car, journal });
      for (const journal of contested) this.#contests.add({ car: answer.car, journal });
    }
  }

  #tell({ answer: { car }, urgent, tally, notKept, copiesNotKept }: CarNews): void {
    const { log } = this.#parts;
    for (const fact of urgent)
      if (fact.kind === 'alarm') log.warn({ car, alarm: fact.alarm, raised: fact.raised }, 'alarm');
    const { rejected, quarantined } = tally;
    if (rejected > 0 || quarantined > 0) log.warn({ car, rejected, quarantined }, 'set aside');
    for (const [what, count] of notKept)
      log.error({ car, [beyondBounds[what].counts]: count }, beyondBounds[what].says);
    if (copiesNotKept !== null)
      log.error({ car, ...copiesNotKept }, 'a car sends more that contradicts its records than is kept');
  }

  /**
   * A defect that one message brings out harms no other: that message is kept as rejected, with the error (D4). Where the
   * database refused it, its records may be good and are not set aside: the car keeps them and sends them again.
   */
  #alone(each: ArrivedMessage, read: ReadEach): IngestResult['outcomes'] {
    try {
      return this.#inOneTransaction([each], read);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      const { car, topic } = each;
      if (isRefusedByDatabase(error)) {
        this.#parts.log.error({ car, topic, error: messageOf(error) }, 'message not stored');
        return ['failed'];
      }
      this.#parts.log.error({ car, topic, error: messageOf(error) }, 'message set aside');
      const reading = { kind: 'unreadable', reason: `not taken: ${messageOf(error)}` } as const;
      return this.#inOneTransaction([each], () => reading);
    }
  }

  #afterCommit(): AfterCommit {
    const now = this.#parts.clock.elapsed();
    const due = this.#answers.takeDue(now);
    const keysOf = due.length === 0 ? noKeys : this.#parts.keysNow();
    const receipts = due.flatMap((answer) => this.#receiptsOrNone(answer, keysOf));
    return { receipts, settleIn: this.#settleIn(now) };
  }

  #settleIn(now: Milliseconds): Milliseconds | null {
    if (!this.#toBill.isEmpty || !this.#contests.isEmpty) return milliseconds(0);
    const receiptIn = this.#answers.dueIn(now);
    if (!this.#intakes.hasUnsaved) return receiptIn;
    const saveIn = Math.max(1, Math.ceil(this.#savedAt + saveEveryMilliseconds - now));
    return milliseconds(Math.min(receiptIn ?? saveIn, saveIn));
  }

  /** What is wrong with one car's rows keeps no other from its receipt. */
  #receiptsOrNone(answer: Answer, keysOf: KeysOf): Outgoing[] {
    try {
      return this.#receipts(answer, keysOf);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      this.#parts.log.error({ car: answer.car, error: messageOf(error) }, 'no receipt can be written');
      return [];
    }
  }

  #receipts(answer: Answer, keysOf: KeysOf): Outgoing[] {
    const { clock } = this.#parts;
    const { car } = answer;
    const keys = keysOf(car);
    if (keys === undefined) return [];
    const topic = topicOf(car, 'receipts');
    return this.#intakes
      .of(car)
      .receipts(answer, clock.wall())
      .map((receipt) => ({
        car,
        topic,
        payload: encodeAuthenticated(topic, encodeReceipt(receipt), keys.authenticate),
      }));
  }
}

const readOne = (message: ArrivedMessage, keys: CarKeys | undefined): Reading =>
  keys === undefined
    ? { kind: 'unreadable', reason: `car ${message.car} is not in the fleet` }
    : readMessage(message, keys.verify);
