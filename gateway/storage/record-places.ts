import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** Records that may be without a place: who reads them beside this gateway looks at each. */
const mostUnplaced = 8192;
/** So many are looked through without a word; with more, who looks often would take longer than giving them places. */
const fewUnplaced = 256;

const place = define()((db) =>
  db
    .insertInto('recordPlaces')
    .columns(['journalNumber', 'seq', 'place'])
    .expression(
      db
        .selectFrom('recordRows')
        .select(['journalNumber', 'seq', 'place'])
        .where('place', '>', (where) => where.selectFrom('placing').select('through'))
        .orderBy('journalNumber')
        .orderBy('seq'),
    ),
);
const unplaced = define()((db) =>
  db
    .selectFrom('recordRows')
    .select('place')
    .where('place', '>', (where) => where.selectFrom('placing').select('through'))
    .limit(1),
);
/** The highest place may be one that was given up: the next record takes it again. */
const setThrough = define()((db) =>
  db.updateTable('placing').set({
    through: db
      .selectFrom('recordRows')
      .select(({ fn, lit }) => fn.coalesce(fn.max('place'), lit(0)).as('last')),
  }),
);

/**
 * Where each record lies (D11): rows are written in the order in which they arrive, and what finds them by journal and seq
 * follows for many at once. To be called in a transaction, but for `beforeLook`.
 */
export class RecordPlaces {
  readonly #sql: Sql;
  /** Written since all had a place. */
  #unplaced = 0;
  /** Who wrote before, or a transaction that failed, may have left more. */
  #mayBeMore = true;

  constructor(sql: Sql) {
    this.#sql = sql;
    sql.onRollback(() => {
      this.#mayBeMore = true;
    });
  }

  /** A row was written. */
  added(): void {
    this.#unplaced++;
    if (this.#unplaced >= mostUnplaced) this.complete();
  }

  /** A row is gone, and its place with it. */
  removed(): void {
    this.#sql.run(setThrough, {});
  }

  /** Who looks for one record soon looks for another. */
  beforeLook(): void {
    if (this.#sql.isInTransaction) this.complete();
    else if (this.#unplaced > fewUnplaced) this.#sql.transaction(() => this.complete());
  }

  /** As `complete`, also for rows that another process has written since: who changes a row finds it by its place alone. */
  beforeChange(): void {
    this.#mayBeMore ||= this.#sql.first(unplaced, {}) !== undefined;
    this.complete();
  }

  /** Gives every row its place. */
  complete(): void {
    if (this.#unplaced === 0 && !this.#mayBeMore) return;
    this.#sql.run(place, {});
    this.#sql.run(setThrough, {});
    this.#unplaced = 0;
    this.#mayBeMore = false;
  }
}
