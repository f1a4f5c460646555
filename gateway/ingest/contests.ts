import { sameBytes } from '../../protocol/codec/bytes.ts';
import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Clock, Log } from '../../protocol/runtime.ts';
import type { RecordRow } from '../storage/records.ts';
import type { QuarantinedRow } from '../storage/set-aside.ts';
import type { Storage } from '../storage/storage.ts';
import type { CarIntake } from './car-intake.ts';
import type { CarIntakes } from './car-intakes.ts';
import type { CarKeys } from './car-keys.ts';
import { readEntry } from './entry.ts';
import { type JournalPlace, JournalPlaces, keyOf } from './journal-places.ts';
import { furthestLook, signedInstead } from './signed-chain.ts';

export interface ContestParts {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly log: Log;
  readonly keysOf: (car: CarId) => CarKeys | undefined;
  readonly intakes: CarIntakes;
}

const replacedReason = 'unsigned, and the car has signed another record of this seq';
const followsReason = 'unsigned, and follows a record of whose seq the car has signed another';

/** Journals in which something is quarantined that a signature may put in its place (D4). */
export class Contests {
  readonly #parts: ContestParts;
  readonly #places: JournalPlaces;
  /** How far a journal is looked through, where that takes several steps: others and new messages come in between. */
  readonly #looked = new Map<string, number>();
  /** Of these something came meanwhile. */
  readonly #again = new Set<string>();

  constructor(parts: ContestParts) {
    this.#parts = parts;
    this.#places = new JournalPlaces(() => parts.storage.setAside.quarantinedJournals());
  }

  get isEmpty(): boolean {
    return this.#places.isEmpty;
  }

  add(place: JournalPlace): void {
    this.#places.add(place);
    if (this.#looked.has(keyOf(place))) this.#again.add(keyOf(place));
  }

  /** Decides about a stretch of one of them. @throws {Fault} `database-failed`: then it is still to be decided. */
  work(): void {
    const [place] = this.#places.all();
    if (place === undefined) return;
    const key = keyOf(place);
    const next = this.#decideFrom(place, this.#looked.get(key) ?? 1);
    this.#places.delete(place);
    if (next !== null) this.#looked.set(key, next);
    else this.#looked.delete(key);
    if (next !== null || this.#again.delete(key)) this.#places.add(place);
  }

  /** Puts what the car has signed in its place. */
  decide(car: CarId, journal: JournalId): void {
    for (let next: number | null = 1; next !== null; ) next = this.#decideFrom({ car, journal }, next);
  }

  /** @returns where to look on; null at the end. */
  #decideFrom({ car, journal }: JournalPlace, from: number): number | null {
    const { storage, keysOf } = this.#parts;
    const keys = keysOf(car);
    if (keys === undefined) return null;
    const { signed, next } = signedInstead(storage, keys.verify, car, journal, from);
    if (signed.length === 0) return next;
    this.#stand(car, journal, signed);
    return from;
  }

  #stand(car: CarId, journal: JournalId, signed: readonly QuarantinedRow[]): void {
    const { intakes, log } = this.#parts;
    intakes.inTransaction((intakeOf) => {
      const intake = intakeOf(car);
      const replaced = signed.flatMap((row) => this.#put(intake, row) ?? []);
      this.#setAsideAfter(intake, replaced.at(-1));
      intake.redraw();
      intake.answer(journal);
    });
    log.warn(
      { car, journal, fromSeq: signed[0]?.seq ?? 0, records: signed.length },
      'the signed records stand',
    );
  }

  /** @returns the record that stood in its place; null where none did. */
  #put(intake: CarIntake, row: QuarantinedRow): RecordRow | null {
    const { storage } = this.#parts;
    const { car, journal, seq } = row;
    const [stored] = storage.records.from(car, journal, seq, 1);
    const replaced = stored?.seq === seq ? stored : null;
    storage.setAside.dropQuarantined(row);
    if (replaced !== null) this.#setAside(intake, replaced, replacedReason);
    intake.count({ records: 1, quarantined: -1 });
    const entry = readEntry(journal, seq, row.raw);
    if (entry.kind !== 'record') throw new Error(`${car}/${journal}/${seq}: signed and not readable`);
    intake.put(entry, row.receivedAt);
    return replaced;
  }

  /** What follows a replaced record in its own chain belongs to another past than the car has signed; it is unsigned as well. */
  #setAsideAfter(intake: CarIntake, replaced: RecordRow | undefined): void {
    if (replaced === undefined) return;
    const { car, journal, seq } = replaced;
    let { link } = replaced;
    for (const row of this.#parts.storage.records.from(car, journal, seq + 1, furthestLook)) {
      const entry = readEntry(journal, row.seq, row.raw);
      if (entry.kind !== 'record' || !sameBytes(entry.header.link, link)) return;
      this.#setAside(intake, row, followsReason);
      link = row.link;
    }
  }

  #setAside(intake: CarIntake, { car, journal, seq, link, raw }: RecordRow, reason: string): void {
    const { storage, clock } = this.#parts;
    storage.records.remove(car, journal, seq);
    storage.statements.dropUnbilled(car, journal, seq);
    storage.setAside.quarantine({ car, journal, seq, link, raw, reason, receivedAt: clock.wall() });
    intake.count({ records: -1, quarantined: 1 });
  }
}
