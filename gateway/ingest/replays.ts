import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Clock } from '../../protocol/runtime.ts';
import type { QuarantinedRow, RejectedRow } from '../storage/set-aside.ts';
import type { Storage } from '../storage/storage.ts';
import type { CarIntake } from './car-intake.ts';
import type { CarIntakes } from './car-intakes.ts';
import type { CarKeys } from './car-keys.ts';
import type { Contests } from './contests.ts';
import { readEntry } from './entry.ts';
import type { ArrivedMessage } from './message.ts';
import { readMessage } from './read-message.ts';
import { findSetAside, type SetAsideId } from './set-aside-list.ts';

/** What came of a second look: `taken` as if it had just arrived, or why it `stays` where it is. */
export type ReplayOutcome = { readonly kind: 'taken' } | { readonly kind: 'stays'; readonly reason: string };

export interface ReplayParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly keysOf: (car: CarId) => CarKeys | undefined;
  readonly intakes: CarIntakes;
  readonly contests: Contests;
}

const taken = { kind: 'taken' } as const;
const stays = (reason: string): ReplayOutcome => ({ kind: 'stays', reason });

/** Looks again at what was set aside: newer software may read it, or its place may be free by now. */
export class Replays {
  readonly #parts: ReplayParts;

  constructor(parts: ReplayParts) {
    this.#parts = parts;
  }

  /** @throws {Fault} `not-found`, `database-failed` */
  replay(id: SetAsideId): ReplayOutcome {
    const found = findSetAside(this.#parts.storage, id);
    if (found.kind === 'quarantined') return this.#quarantined(found.row);
    const { journal, seq } = found.row;
    return journal === null || seq === null
      ? this.#message(found.row)
      : this.#rejectedRecord(found.row, journal, seq);
  }

  #message(row: RejectedRow): ReplayOutcome {
    const { storage, keysOf, intakes } = this.#parts;
    const { car, raw, receivedAt } = row;
    const keys = keysOf(car);
    const topic = uplinkTopics.find((known) => known === row.topic);
    if (keys === undefined || topic === undefined) return stays(row.reason);
    const message: ArrivedMessage = { car, topic, payload: raw, receivedAt };
    const reading = readMessage(message, keys.verify);
    if (reading.kind === 'unreadable') return stays(reading.reason);
    intakes.inTransaction((intakeOf) => {
      storage.setAside.dropRejected(row);
      intakeOf(car).count({ rejected: -1 });
      intakeOf(car).take(message, reading);
    });
    return taken;
  }

  #rejectedRecord(row: RejectedRow, journal: JournalId, seq: number): ReplayOutcome {
    const { storage } = this.#parts;
    const entry = readEntry(journal, seq, row.raw);
    if (entry.kind !== 'record') return stays(entry.reason);
    if (storage.records.link(row.car, journal, seq) !== undefined) return stays(placeTaken);
    return this.#redrawn(row.car, (intake) => {
      storage.setAside.dropRejected(row);
      intake.count({ records: 1, rejected: -1 });
      intake.put(entry, row.receivedAt);
    });
  }

  /** What the car has signed stands in any case; else a record takes its place only where that is free. */
  #quarantined(row: QuarantinedRow): ReplayOutcome {
    const { storage, contests } = this.#parts;
    const { car, journal, seq, raw, receivedAt } = row;
    const entry = readEntry(journal, seq, raw);
    if (entry.kind !== 'record') return stays(entry.reason);
    contests.decide(car, journal);
    if (!this.#isStillAside(row)) return taken;
    if (storage.records.link(car, journal, seq) !== undefined) return stays(placeTaken);
    this.#redrawn(car, (intake) => {
      storage.setAside.dropQuarantined(row);
      intake.count({ records: 1, quarantined: -1 });
      intake.put(entry, receivedAt);
    });
    return this.#isStillAside(row) ? stays(row.reason) : taken;
  }

  #isStillAside({ car, journal, seq, raw }: QuarantinedRow): boolean {
    const there = this.#parts.storage.setAside.quarantinedOf(car, journal, seq, 1000);
    return there.some((row) => row.seq === seq && Buffer.compare(row.raw, raw) === 0);
  }

  #redrawn(car: CarId, change: (intake: CarIntake) => void): ReplayOutcome {
    this.#parts.intakes.inTransaction((intakeOf) => {
      const intake = intakeOf(car);
      change(intake);
      intake.redraw();
    });
    return taken;
  }
}

const uplinkTopics = ['records', 'samples', 'losses', 'status'] as const;
const placeTaken = 'another record of this seq is stored, and the car has not signed this one instead';
