import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** A loss notice as it is kept, signature and all. */
export type LossRow = Schema['losses'];

const insert = define<LossRow>()((db, p) =>
  db
    .insertInto('losses')
    .values({
      car: p('car'),
      journal: p('journal'),
      fromSeq: p('fromSeq'),
      toSeq: p('toSeq'),
      reason: p('reason'),
      linkBefore: p('linkBefore'),
      linkAfter: p('linkAfter'),
      raw: p('raw'),
      receivedAt: p('receivedAt'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);
const covering = define<{ car: CarId; journal: JournalId; seq: number }>()((db, p) =>
  db
    .selectFrom('losses')
    .select(['toSeq', 'linkAfter'])
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('fromSeq', '<=', p('seq'))
    .where('toSeq', '>=', p('seq'))
    .orderBy('toSeq', 'desc')
    .limit(1),
);
const endingFrom = define<{ car: CarId; journal: JournalId; seq: number; limit: number }>()((db, p) =>
  db
    .selectFrom('losses')
    .select(['fromSeq', 'toSeq'])
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('toSeq', '>=', p('seq'))
    .orderBy('fromSeq')
    .limit(p('limit')),
);

/** Loss notices (clause 4.3). */
export const createLosses = (sql: Sql) => ({
  /** False where the same range was named before. */
  insert: (row: LossRow): boolean => sql.run(insert, row) > 0,
  /** The longest range that holds `seq`. */
  covering: (car: CarId, journal: JournalId, seq: number) => sql.first(covering, { car, journal, seq }),
  /** At most `limit` ranges that end at `seq` or later. */
  endingFrom: (car: CarId, journal: JournalId, seq: number, limit: number) =>
    sql.all(endingFrom, { car, journal, seq, limit }),
});
export type Losses = ReturnType<typeof createLosses>;
