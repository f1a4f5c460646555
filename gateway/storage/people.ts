import type { CustomerId, DriverId, KeyId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

const findCustomer = define<{ customer: CustomerId }>()((db, p) =>
  db.selectFrom('customers').selectAll().where('customer', '=', p('customer')),
);
const insertCustomer = define<{
  customer: CustomerId;
  formula: string;
  plus: 0 | 1;
  createdAt: EpochMilliseconds;
}>()((db, p) =>
  db.insertInto('customers').values({
    customer: p('customer'),
    formula: p('formula'),
    plus: p('plus'),
    createdAt: p('createdAt'),
  }),
);

const setTerms = define<{ customer: CustomerId; formula: string; plus: 0 | 1 }>()((db, p) =>
  db
    .updateTable('customers')
    .set({ formula: p('formula'), plus: p('plus') })
    .where('customer', '=', p('customer')),
);

const findDriver = define<{ driver: DriverId }>()((db, p) =>
  db.selectFrom('drivers').selectAll().where('driver', '=', p('driver')),
);
const insertDriver = define<{ driver: DriverId; createdAt: EpochMilliseconds }>()((db, p) =>
  db.insertInto('drivers').values({ driver: p('driver'), createdAt: p('createdAt') }),
);

const findPermission = define<{ driver: DriverId; customer: CustomerId }>()((db, p) =>
  db
    .selectFrom('driverCustomers')
    .select('allowedAt')
    .where('driver', '=', p('driver'))
    .where('customer', '=', p('customer')),
);
const insertPermission = define<{ driver: DriverId; customer: CustomerId; allowedAt: EpochMilliseconds }>()(
  (db, p) =>
    db
      .insertInto('driverCustomers')
      .values({ driver: p('driver'), customer: p('customer'), allowedAt: p('allowedAt') })
      .onConflict((conflict) => conflict.doNothing()),
);

const findPhone = define<{ keyId: KeyId }>()((db, p) =>
  db.selectFrom('phones').selectAll().where('keyId', '=', p('keyId')),
);
const insertPhone = define<{
  keyId: KeyId;
  driver: DriverId;
  coseKey: Uint8Array;
  enrolledAt: EpochMilliseconds;
}>()((db, p) =>
  db.insertInto('phones').values({
    keyId: p('keyId'),
    driver: p('driver'),
    coseKey: p('coseKey'),
    enrolledAt: p('enrolledAt'),
  }),
);

/** Customers, drivers, who may drive for whom, and the drivers' phones. */
export const createPeople = (sql: Sql) => ({
  customer: (customer: CustomerId) => sql.first(findCustomer, { customer }),
  addCustomer: (row: {
    customer: CustomerId;
    formula: string;
    plus: boolean;
    createdAt: EpochMilliseconds;
  }) => sql.run(insertCustomer, { ...row, plus: row.plus ? 1 : 0 }),
  setTerms: ({ customer, formula, plus }: { customer: CustomerId; formula: string; plus: boolean }) =>
    sql.run(setTerms, { customer, formula, plus: plus ? 1 : 0 }),
  driver: (driver: DriverId) => sql.first(findDriver, { driver }),
  addDriver: (driver: DriverId, createdAt: EpochMilliseconds) => sql.run(insertDriver, { driver, createdAt }),
  isAllowed: (driver: DriverId, customer: CustomerId): boolean =>
    sql.first(findPermission, { driver, customer }) !== undefined,
  allow: (driver: DriverId, customer: CustomerId, allowedAt: EpochMilliseconds) =>
    sql.run(insertPermission, { driver, customer, allowedAt }),
  phone: (keyId: KeyId) => sql.first(findPhone, { keyId }),
  addPhone: (keyId: KeyId, driver: DriverId, coseKey: Uint8Array, enrolledAt: EpochMilliseconds) =>
    sql.run(insertPhone, { keyId, driver, coseKey, enrolledAt }),
});
export type People = ReturnType<typeof createPeople>;
