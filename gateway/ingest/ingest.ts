import { Fault, messageOf } from '../../protocol/errors.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import { encodeReceipt } from '../../protocol/messages/receipt.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import { type Authenticate, encodeAuthenticated } from '../../protocol/token/authenticated.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import { topicOf } from '../../protocol/topics.ts';
import type { CarFold } from '../rental/fold.ts';
import type { Storage } from '../storage/storage.ts';
import { CarIntake } from './car-intake.ts';
import type { ArrivedMessage, IngestResult, Outcome, Outgoing } from './message.ts';
import { type Reading, readMessage } from './read-message.ts';

/** A car's keys as functions. */
export interface CarKeys {
  readonly verify: VerifyCar;
  readonly authenticate: Authenticate;
}

/** What ingest needs of the rest of the gateway. */
export interface IngestParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  /** Undefined for a car that is not in the fleet. */
  readonly keysOf: (car: CarId) => CarKeys | undefined;
  readonly foldOf: (car: CarId) => CarFold;
  /** Bills what can be billed of the closed rentals of a journal. */
  readonly bill: (car: CarId, journal: JournalId) => void;
}

interface ReadMessage {
  readonly message: ArrivedMessage;
  readonly reading: Reading;
}

/**
 * Stores, applies and answers what the cars sent. A call is one transaction for messages of many cars (D3 to D5, D11).
 * Where it throws {Fault} `database-failed` nothing may be acknowledged.
 */
export function createIngest(parts: IngestParts): (messages: readonly ArrivedMessage[]) => IngestResult {
  const readAll = (messages: readonly ArrivedMessage[]): ReadMessage[] =>
    messages.map((message) => ({ message, reading: readOne(message, parts.keysOf(message.car)) }));

  return (messages) => {
    const read = readAll(messages);
    try {
      return inOneTransaction(parts, read);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      parts.log.error({ messages: messages.length, error: messageOf(error) }, 'group failed; one by one');
      return oneByOne(parts, read);
    }
  };
}

const isOfDatabase = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === 'database-failed';

const readOne = (message: ArrivedMessage, keys: CarKeys | undefined): Reading =>
  keys === undefined
    ? { kind: 'unreadable', reason: `car ${message.car} is not in the fleet` }
    : readMessage(message, keys.verify);

function inOneTransaction(parts: IngestParts, read: readonly ReadMessage[]): IngestResult {
  return parts.storage.transaction(() => {
    const intakes = new Map<CarId, CarIntake>();
    const outcomes: Outcome[] = read.map(({ message, reading }) =>
      intakeFor(parts, intakes, message.car).take(message, reading),
    );
    const receipts: Outgoing[] = [];
    for (const intake of intakes.values()) {
      receipts.push(...sealedReceipts(parts, intake));
      intake.save();
      for (const journal of intake.billable()) parts.bill(intake.car, journal);
    }
    return { outcomes, receipts };
  });
}

function intakeFor(parts: IngestParts, intakes: Map<CarId, CarIntake>, car: CarId): CarIntake {
  const open = intakes.get(car);
  if (open !== undefined) return open;
  const intake = new CarIntake(parts.storage, parts.foldOf(car), car);
  intakes.set(car, intake);
  return intake;
}

function sealedReceipts({ keysOf, clock }: IngestParts, intake: CarIntake): Outgoing[] {
  const { car } = intake;
  const keys = keysOf(car);
  if (keys === undefined) return [];
  const topic = topicOf(car, 'receipts');
  return intake.receipts(clock.wall()).map((receipt) => ({
    car,
    topic,
    payload: encodeAuthenticated(topic, encodeReceipt(receipt), keys.authenticate),
  }));
}

/** A defect that one message brings out harms no other: that message is kept as rejected, with the error (D4). */
function oneByOne(parts: IngestParts, read: readonly ReadMessage[]): IngestResult {
  const results = read.map((each) => {
    try {
      return inOneTransaction(parts, [each]);
    } catch (error) {
      if (isOfDatabase(error)) throw error;
      const { car, topic } = each.message;
      parts.log.error({ car, topic, error: messageOf(error) }, 'message set aside');
      return inOneTransaction(parts, [
        { ...each, reading: { kind: 'unreadable', reason: `not taken: ${messageOf(error)}` } },
      ]);
    }
  });
  return {
    outcomes: results.flatMap(({ outcomes }) => outcomes),
    receipts: results.flatMap(({ receipts }) => receipts),
  };
}
