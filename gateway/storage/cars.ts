import type { CarId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** A car of the fleet, with what it and the gateway know each other by. */
export interface CarRow {
  readonly car: CarId;
  readonly priceClass: string;
  readonly registration: string;
  readonly passwordDigest: Uint8Array;
  readonly macKey: Uint8Array;
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly createdAt: EpochMilliseconds;
}

const find = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('cars').selectAll().where('car', '=', p('car')),
);
const list = define()((db) =>
  db.selectFrom('cars').select(['car', 'priceClass', 'registration']).orderBy('car'),
);
const insert = define<CarRow>()((db, p) =>
  db.insertInto('cars').values({
    car: p('car'),
    priceClass: p('priceClass'),
    registration: p('registration'),
    passwordDigest: p('passwordDigest'),
    macKey: p('macKey'),
    publicKey: p('publicKey'),
    createdAt: p('createdAt'),
  }),
);

/** The cars. */
export const createCars = (sql: Sql) => ({
  find: (car: CarId): CarRow | undefined => sql.first(find, { car }),
  list: () => sql.all(list, {}),
  insert: (row: CarRow) => sql.run(insert, { ...row }),
});
export type Cars = ReturnType<typeof createCars>;
