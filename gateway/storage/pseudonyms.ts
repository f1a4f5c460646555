import type { Pseudonym } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** Whom a pseudonym stands for; the name is null once the person is erased. */
export type PseudonymRow = Schema['pseudonyms'];
export type PersonKind = PseudonymRow['kind'];

const insert = define<PseudonymRow>()((db, p) =>
  db.insertInto('pseudonyms').values({ pseudonym: p('pseudonym'), kind: p('kind'), name: p('name') }),
);
const ofName = define<{ kind: PersonKind; name: string }>()((db, p) =>
  db.selectFrom('pseudonyms').select('pseudonym').where('kind', '=', p('kind')).where('name', '=', p('name')),
);
const find = define<{ pseudonym: Pseudonym }>()((db, p) =>
  db.selectFrom('pseudonyms').selectAll().where('pseudonym', '=', p('pseudonym')),
);
const erase = define<{ pseudonym: Pseudonym }>()((db, p) =>
  db.updateTable('pseudonyms').set({ name: null }).where('pseudonym', '=', p('pseudonym')),
);

/** What stands for customers and drivers in entries and statements (D2). */
export const createPseudonyms = (sql: Sql) => ({
  insert: (row: PseudonymRow) => sql.run(insert, { ...row }),
  of: (kind: PersonKind, name: string): Pseudonym | undefined => sql.first(ofName, { kind, name })?.pseudonym,
  find: (pseudonym: Pseudonym): PseudonymRow | undefined => sql.first(find, { pseudonym }),
  erase: (pseudonym: Pseudonym) => sql.run(erase, { pseudonym }),
});
export type Pseudonyms = ReturnType<typeof createPseudonyms>;
