import type { CarId } from '../../protocol/ids.ts';
import type { ListKind } from '../../protocol/lists/list.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** A token, or a reservation with all its tokens, that opens a car no more. */
export interface DenialRow {
  readonly car: CarId;
  /** Eight bytes in hexadecimal. */
  readonly id: string;
  readonly deniedAt: EpochMilliseconds;
  /** From here on the token is expired by itself. */
  readonly expiresAt: EpochMilliseconds;
}

export interface DenyListRow {
  readonly car: CarId;
  readonly number: number;
  readonly issuedAt: EpochMilliseconds;
  readonly signed: Uint8Array;
}

export interface FleetListRow {
  readonly list: ListKind;
  readonly number: number;
  readonly signed: Uint8Array;
}

interface Taken {
  readonly car: CarId;
  readonly list: ListKind;
  readonly number: number;
}

const deny = define<DenialRow>()((db, p) =>
  db
    .insertInto('denials')
    .values({ car: p('car'), id: p('id'), deniedAt: p('deniedAt'), expiresAt: p('expiresAt') })
    .onConflict((conflict) => conflict.columns(['car', 'id']).doUpdateSet({ expiresAt: p('expiresAt') })),
);
const denied = define<{ car: CarId; now: EpochMilliseconds }>()((db, p) =>
  db
    .selectFrom('denials')
    .select('id')
    .where('car', '=', p('car'))
    .where('expiresAt', '>', p('now'))
    .orderBy('id'),
);
const denyList = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('denyLists').selectAll().where('car', '=', p('car')),
);
const putDenyList = define<DenyListRow>()((db, p) =>
  db
    .insertInto('denyLists')
    .values({ car: p('car'), number: p('number'), issuedAt: p('issuedAt'), signed: p('signed') })
    .onConflict((conflict) =>
      conflict
        .column('car')
        .doUpdateSet({ number: p('number'), issuedAt: p('issuedAt'), signed: p('signed') }),
    ),
);
const fleetLists = define()((db) => db.selectFrom('fleetLists').selectAll().orderBy('list'));
const putFleetList = define<FleetListRow>()((db, p) =>
  db
    .insertInto('fleetLists')
    .values({ list: p('list'), number: p('number'), signed: p('signed') })
    .onConflict((conflict) =>
      conflict.column('list').doUpdateSet({ number: p('number'), signed: p('signed') }),
    ),
);
const take = define<Taken>()((db, p) =>
  db
    .insertInto('listsTaken')
    .values({ car: p('car'), list: p('list'), number: p('number') })
    .onConflict((conflict) => conflict.columns(['car', 'list']).doUpdateSet({ number: p('number') })),
);
const takenBy = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('listsTaken').selectAll().where('car', '=', p('car')),
);
const denyListNumbers = define()((db) => db.selectFrom('denyLists').select(['car', 'number']).orderBy('car'));

/** Denials and signed lists. */
export const createLists = (sql: Sql) => ({
  deny: (row: DenialRow) => sql.run(deny, { ...row }),
  /** What is denied and not expired, rising. */
  denied: (car: CarId, now: EpochMilliseconds): string[] => sql.all(denied, { car, now }).map(({ id }) => id),
  denyList: (car: CarId): DenyListRow | undefined => sql.first(denyList, { car }),
  putDenyList: (row: DenyListRow) => sql.run(putDenyList, { ...row }),
  fleetLists: (): FleetListRow[] => sql.all(fleetLists, {}),
  putFleetList: (row: FleetListRow) => sql.run(putFleetList, { ...row }),
  take: (car: CarId, list: ListKind, number: number) => sql.run(take, { car, list, number }),
  takenBy: (car: CarId): Taken[] => sql.all(takenBy, { car }),
  /** Newest numbers: of the fleet's lists, and of each car's deny-list. */
  newest: sql.reread(() => ({
    fleet: sql.all(fleetLists, {}).map(({ list, number }) => ({ list, number })),
    cars: sql.all(denyListNumbers, {}),
  })),
});
export type Lists = ReturnType<typeof createLists>;
