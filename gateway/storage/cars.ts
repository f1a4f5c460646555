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
const renew = define<Pick<CarRow, 'car' | 'passwordDigest' | 'macKey' | 'publicKey'>>()((db, p) =>
  db
    .updateTable('cars')
    .set({
      passwordDigest: p('passwordDigest'),
      macKey: p('macKey'),
      publicKey: p('publicKey'),
    })
    .where('car', '=', p('car')),
);

/** A key that a car had before. */
export interface RetiredKey {
  readonly car: CarId;
  readonly publicKey: Uint8Array;
  readonly retiredAt: EpochMilliseconds;
}

const retire = define<RetiredKey>()((db, p) =>
  db
    .insertInto('retiredKeys')
    .values({ car: p('car'), publicKey: p('publicKey'), retiredAt: p('retiredAt') }),
);
const retiredOf = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('retiredKeys').select('publicKey').where('car', '=', p('car')).orderBy('retiredAt', 'desc'),
);
const renewals = define()((db) =>
  db.selectFrom('retiredKeys').select(({ fn }) => fn.countAll<number>().as('count')),
);

/** The cars. */
export const createCars = (sql: Sql) => ({
  find: (car: CarId): CarRow | undefined => sql.first(find, { car }),
  list: () => sql.all(list, {}),
  insert: (row: CarRow) => sql.run(insert, { ...row }),
  /** New keys and password for a car. */
  renew: (row: Pick<CarRow, 'car' | 'passwordDigest' | 'macKey' | 'publicKey'>) => sql.run(renew, row),
  retire: (key: RetiredKey) => sql.run(retire, key),
  /** The latest first. */
  retiredKeys: (car: CarId): Uint8Array[] => sql.all(retiredOf, { car }).map(({ publicKey }) => publicKey),
  /** How often cars have been given new keys: it tells whether keys at hand are still those of the fleet. */
  renewals: (): number => sql.first(renewals, {})?.count ?? 0,
});
export type Cars = ReturnType<typeof createCars>;
