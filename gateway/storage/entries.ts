import type { EntryKind } from '../../protocol/entry/bodies.ts';
import type { CarId, Pseudonym, ReservationId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** An entry of the operator as it is kept: the bytes as signed, and by what it is found. */
export type EntryRow = Schema['entries'];

const insert = define<EntryRow>()((db, p) =>
  db.insertInto('entries').values({
    number: p('number'),
    kind: p('kind'),
    enteredAt: p('enteredAt'),
    link: p('link'),
    raw: p('raw'),
    reservation: p('reservation'),
    customer: p('customer'),
    car: p('car'),
  }),
);
const last = define()((db) =>
  db.selectFrom('entries').select(['number', 'link']).orderBy('number', 'desc').limit(1),
);
const from = define<{ number: number; limit: number }>()((db, p) =>
  db.selectFrom('entries').selectAll().where('number', '>=', p('number')).orderBy('number').limit(p('limit')),
);
const ofReservation = define<{ reservation: ReservationId }>()((db, p) =>
  db.selectFrom('entries').selectAll().where('reservation', '=', p('reservation')).orderBy('number'),
);
const ofCustomer = define<{ customer: Pseudonym; kind: EntryKind }>()((db, p) =>
  db
    .selectFrom('entries')
    .selectAll()
    .where('customer', '=', p('customer'))
    .where('kind', '=', p('kind'))
    .orderBy('number'),
);
const ofCar = define<{ car: CarId; kind: EntryKind }>()((db, p) =>
  db
    .selectFrom('entries')
    .selectAll()
    .where('car', '=', p('car'))
    .where('kind', '=', p('kind'))
    .orderBy('number'),
);
const ofKind = define<{ kind: EntryKind }>()((db, p) =>
  db.selectFrom('entries').selectAll().where('kind', '=', p('kind')).orderBy('number'),
);
const replaceRaw = define<{ number: number; raw: Uint8Array }>()((db, p) =>
  db
    .updateTable('entries')
    .set({ raw: p('raw') })
    .where('number', '=', p('number')),
);

/** The operator's entries, in the order in which they were made (clause 14.1). */
export const createEntries = (sql: Sql) => ({
  insert: (row: EntryRow) => sql.run(insert, { ...row }),
  last: () => sql.first(last, {}),
  /** At most `limit`, rising from `number` on. */
  from: (number: number, limit: number): EntryRow[] => sql.all(from, { number, limit }),
  ofReservation: (reservation: ReservationId): EntryRow[] => sql.all(ofReservation, { reservation }),
  ofCustomer: (customer: Pseudonym, kind: EntryKind): EntryRow[] => sql.all(ofCustomer, { customer, kind }),
  ofCar: (car: CarId, kind: EntryKind): EntryRow[] => sql.all(ofCar, { car, kind }),
  ofKind: (kind: EntryKind): EntryRow[] => sql.all(ofKind, { kind }),
  /** Takes a note out; the header keeps its digest. */
  replaceRaw: (number: number, raw: Uint8Array) => sql.run(replaceRaw, { number, raw }),
});
export type Entries = ReturnType<typeof createEntries>;
