import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

const insert = define<Schema['doubts']>()((db, p) =>
  db
    .insertInto('doubts')
    .values({ car: p('car'), journal: p('journal'), seq: p('seq') })
    .onConflict((conflict) => conflict.doNothing()),
);
const remove = define<{ car: CarId; journal: JournalId; fromSeq: number; toSeq: number }>()((db, p) =>
  db
    .deleteFrom('doubts')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('fromSeq'))
    .where('seq', '<=', p('toSeq')),
);
const ofJournal = define<{ car: CarId; journal: JournalId }>()((db, p) =>
  db.selectFrom('doubts').select('seq').where('car', '=', p('car')).where('journal', '=', p('journal')),
);

/** Places where something was set aside once, and of which the car is asked again (D4). */
export const createDoubts = (sql: Sql) => ({
  insert: (place: Schema['doubts']) => sql.run(insert, { ...place }),
  remove: (car: CarId, journal: JournalId, fromSeq: number, toSeq: number) =>
    sql.run(remove, { car, journal, fromSeq, toSeq }),
  ofJournal: (car: CarId, journal: JournalId): number[] =>
    sql.all(ofJournal, { car, journal }).map(({ seq }) => seq),
});
export type DoubtsStorage = ReturnType<typeof createDoubts>;
