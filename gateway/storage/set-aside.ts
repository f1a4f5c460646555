import type { CarId, JournalId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** What could not be read, as sent. */
export type RejectedRow = Schema['rejected'];
/** What contradicts a record that is stored, or its own envelope. */
export type QuarantinedRow = Schema['quarantined'];

const reject = define<RejectedRow>()((db, p) =>
  db
    .insertInto('rejected')
    .values({
      digest: p('digest'),
      car: p('car'),
      topic: p('topic'),
      journal: p('journal'),
      seq: p('seq'),
      link: p('link'),
      raw: p('raw'),
      reason: p('reason'),
      receivedAt: p('receivedAt'),
      settled: p('settled'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);
const quarantine = define<QuarantinedRow>()((db, p) =>
  db
    .insertInto('quarantined')
    .values({
      car: p('car'),
      journal: p('journal'),
      seq: p('seq'),
      link: p('link'),
      raw: p('raw'),
      reason: p('reason'),
      receivedAt: p('receivedAt'),
    })
    .onConflict((conflict) => conflict.doNothing()),
);

interface Position {
  readonly car: CarId;
  readonly journal: JournalId;
  readonly seq: number;
}
const rejectedAt = define<Position>()((db, p) =>
  db
    .selectFrom('rejected')
    .select('link')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const quarantinedAt = define<Position>()((db, p) =>
  db
    .selectFrom('quarantined')
    .select('link')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq')),
);
const copiesAt = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('quarantined')
    .selectAll()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq'))
    .limit(p('limit')),
);
const rejectedFrom = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('rejected')
    .select('seq')
    .distinct()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('seq'))
    .orderBy('seq')
    .limit(p('limit')),
);
const quarantinedFrom = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('quarantined')
    .select('seq')
    .distinct()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('seq'))
    .orderBy('seq')
    .limit(p('limit')),
);
const unsettled = define<{ car: CarId; journal: JournalId; limit: number }>()((db, p) =>
  db
    .selectFrom('rejected')
    .select('seq')
    .distinct()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', 'is not', null)
    .where('settled', '=', 0)
    .orderBy('seq')
    .limit(p('limit')),
);
const settle = define<{ car: CarId; journal: JournalId; fromSeq: number; toSeq: number }>()((db, p) =>
  db
    .updateTable('rejected')
    .set({ settled: 1 })
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('fromSeq'))
    .where('seq', '<=', p('toSeq')),
);
const listRejected = define<{ limit: number }>()((db, p) =>
  db.selectFrom('rejected').selectAll().orderBy('receivedAt').orderBy('digest').limit(p('limit')),
);
const listQuarantined = define<{ limit: number }>()((db, p) =>
  db
    .selectFrom('quarantined')
    .selectAll()
    .orderBy('receivedAt')
    .orderBy('car')
    .orderBy('journal')
    .orderBy('seq')
    .limit(p('limit')),
);

const quarantinedOf = define<Position & { readonly limit: number }>()((db, p) =>
  db
    .selectFrom('quarantined')
    .selectAll()
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '>=', p('seq'))
    .orderBy('seq')
    .limit(p('limit')),
);
const quarantinedJournals = define()((db) =>
  db.selectFrom('quarantined').select(['car', 'journal']).distinct().orderBy('car').orderBy('journal'),
);
const dropQuarantined = define<Position & { readonly link: Uint8Array }>()((db, p) =>
  db
    .deleteFrom('quarantined')
    .where('car', '=', p('car'))
    .where('journal', '=', p('journal'))
    .where('seq', '=', p('seq'))
    .where('link', '=', p('link')),
);
const dropRejected = define<{ car: CarId; digest: Uint8Array }>()((db, p) =>
  db.deleteFrom('rejected').where('car', '=', p('car')).where('digest', '=', p('digest')),
);

const keptOf = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom('rejected')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.sum<number | null>(fn<number>('length', ['raw'])).as('bytes'),
    ])
    .where('car', '=', p('car')),
);

/** The largest of each place stands for the first. */
const copiesOf = define<{ car: CarId }>()((db, p) =>
  db
    .selectFrom(
      db
        .selectFrom('quarantined')
        .select(({ fn }) => [
          fn.countAll<number>().as('count'),
          fn.sum<number>(fn<number>('length', ['raw'])).as('bytes'),
          fn.max(fn<number>('length', ['raw'])).as('first'),
        ])
        .where('car', '=', p('car'))
        .groupBy(['journal', 'seq'])
        .as('places'),
    )
    .select(({ fn, eb, ref }) => [
      fn.sum<number | null>(eb(ref('count'), '-', 1)).as('count'),
      fn.sum<number | null>(eb(ref('bytes'), '-', ref('first'))).as('bytes'),
    ]),
);

const seqsOf = (rows: readonly { readonly seq: number | null }[]): number[] =>
  rows.flatMap(({ seq }) => seq ?? []);

/** Rejected and quarantined messages and records (D4). */
export const createSetAside = (sql: Sql) => ({
  /** False where these bytes were rejected before. */
  reject: (row: RejectedRow): boolean => sql.run(reject, row) > 0,
  /** How much of what a car sent and nobody can read is kept. */
  keptOf(car: CarId): { readonly count: number; readonly bytes: number } {
    const row = sql.first(keptOf, { car });
    return { count: row?.count ?? 0, bytes: row?.bytes ?? 0 };
  },
  /** How much of what a car sent contradicts, beside one record at each place. */
  copiesOf(car: CarId): { readonly count: number; readonly bytes: number } {
    const row = sql.first(copiesOf, { car });
    return { count: row?.count ?? 0, bytes: row?.bytes ?? 0 };
  },
  /** False where this record was quarantined before. */
  quarantine: (row: QuarantinedRow): boolean => sql.run(quarantine, row) > 0,
  /** The link of what was rejected there, null where it is not known; undefined where nothing was. */
  rejectedAt: (car: CarId, journal: JournalId, seq: number): Uint8Array | null | undefined =>
    sql.first(rejectedAt, { car, journal, seq })?.link,
  /** At most `limit`. */
  copiesAt: (car: CarId, journal: JournalId, seq: number, limit: number): QuarantinedRow[] =>
    sql.all(copiesAt, { car, journal, seq, limit }),
  quarantinedAt: (car: CarId, journal: JournalId, seq: number): Uint8Array | undefined =>
    sql.first(quarantinedAt, { car, journal, seq })?.link,
  /** At most `limit` places where something was rejected, rising from `seq` on. */
  rejectedFrom: (car: CarId, journal: JournalId, seq: number, limit: number): number[] =>
    seqsOf(sql.all(rejectedFrom, { car, journal, seq, limit })),
  /** At most `limit` places where something was quarantined, rising from `seq` on. */
  quarantinedFrom: (car: CarId, journal: JournalId, seq: number, limit: number): number[] =>
    seqsOf(sql.all(quarantinedFrom, { car, journal, seq, limit })),
  /** Places of a journal that the car has not yet said to have set aside, rising. */
  unsettled: (car: CarId, journal: JournalId, limit: number): number[] =>
    seqsOf(sql.all(unsettled, { car, journal, limit })),
  settle: (car: CarId, journal: JournalId, fromSeq: number, toSeq: number) =>
    sql.run(settle, { car, journal, fromSeq, toSeq }),
  /** At most `limit`, rising from `seq` on. */
  quarantinedOf: (car: CarId, journal: JournalId, seq: number, limit: number): QuarantinedRow[] =>
    sql.all(quarantinedOf, { car, journal, seq, limit }),
  /** Where there are any. */
  quarantinedJournals: () => sql.all(quarantinedJournals, {}),
  /** It was taken after all. */
  dropQuarantined: ({ car, journal, seq, link }: QuarantinedRow) =>
    sql.run(dropQuarantined, { car, journal, seq, link }),
  /** It was taken after all. */
  dropRejected: ({ car, digest }: RejectedRow) => sql.run(dropRejected, { car, digest }),
  rejected: (limit: number): RejectedRow[] => sql.all(listRejected, { limit }),
  quarantined: (limit: number): QuarantinedRow[] => sql.all(listQuarantined, { limit }),
});
export type SetAside = ReturnType<typeof createSetAside>;
