import { sql as literal } from 'kysely';
import type { CustomerId, DriverId, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

interface Renamed<Name extends string> {
  readonly from: Name;
  readonly to: Name;
}
interface Before {
  readonly before: EpochMilliseconds;
}

const copyDriver = define<Renamed<DriverId>>()((db, p) =>
  db
    .insertInto('drivers')
    .columns(['driver', 'createdAt'])
    .expression(
      db
        .selectFrom('drivers')
        .select([literal<DriverId>`${p('to')}`.as('driver'), 'createdAt'])
        .where('driver', '=', p('from')),
    ),
);
const dropDriver = define<{ driver: DriverId }>()((db, p) =>
  db.deleteFrom('drivers').where('driver', '=', p('driver')),
);
const moveDriverReservations = define<Renamed<DriverId>>()((db, p) =>
  db
    .updateTable('reservations')
    .set({ driver: p('to') })
    .where('driver', '=', p('from')),
);
const moveDriverPermissions = define<Renamed<DriverId>>()((db, p) =>
  db
    .updateTable('driverCustomers')
    .set({ driver: p('to') })
    .where('driver', '=', p('from')),
);
const dropCodes = define<{ driver: DriverId }>()((db, p) =>
  db.deleteFrom('enrolmentCodes').where('driver', '=', p('driver')),
);
const dropTokensOf = define<{ driver: DriverId }>()((db, p) =>
  db
    .deleteFrom('tokens')
    .where('keyId', 'in', db.selectFrom('phones').select('keyId').where('driver', '=', p('driver'))),
);
const dropPhones = define<{ driver: DriverId }>()((db, p) =>
  db.deleteFrom('phones').where('driver', '=', p('driver')),
);
const phonesOf = define<{ driver: DriverId }>()((db, p) =>
  db
    .selectFrom('phones')
    .select(['keyId', 'enrolledAt'])
    .where('driver', '=', p('driver'))
    .orderBy('enrolledAt'),
);
const tokensOf = define<{ reservation: ReservationId }>()((db, p) =>
  db.selectFrom('tokens').selectAll().where('reservation', '=', p('reservation')).orderBy('issuedAt'),
);

const copyCustomer = define<Renamed<CustomerId>>()((db, p) =>
  db
    .insertInto('customers')
    .columns(['customer', 'formula', 'plus', 'createdAt'])
    .expression(
      db
        .selectFrom('customers')
        .select([literal<CustomerId>`${p('to')}`.as('customer'), 'formula', 'plus', 'createdAt'])
        .where('customer', '=', p('from')),
    ),
);
const dropCustomer = define<{ customer: CustomerId }>()((db, p) =>
  db.deleteFrom('customers').where('customer', '=', p('customer')),
);
const moveCustomerReservations = define<Renamed<CustomerId>>()((db, p) =>
  db
    .updateTable('reservations')
    .set({ customer: p('to') })
    .where('customer', '=', p('from')),
);
const moveCustomerPermissions = define<Renamed<CustomerId>>()((db, p) =>
  db
    .updateTable('driverCustomers')
    .set({ customer: p('to') })
    .where('customer', '=', p('from')),
);
const dropSubjects = define<{ customer: CustomerId }>()((db, p) =>
  db.deleteFrom('subjects').where('customer', '=', p('customer')),
);
const subjectsOf = define<{ customer: CustomerId }>()((db, p) =>
  db.selectFrom('subjects').select(['subject', 'car']).where('customer', '=', p('customer')).orderBy('car'),
);
const permissionsOfDriver = define<{ driver: DriverId }>()((db, p) =>
  db.selectFrom('driverCustomers').selectAll().where('driver', '=', p('driver')).orderBy('customer'),
);
const permissionsOfCustomer = define<{ customer: CustomerId }>()((db, p) =>
  db.selectFrom('driverCustomers').selectAll().where('customer', '=', p('customer')).orderBy('driver'),
);
const reservationsOfDriver = define<{ driver: DriverId }>()((db, p) =>
  db.selectFrom('reservations').selectAll().where('driver', '=', p('driver')).orderBy('startsAt'),
);

const dropSamples = define<Before>()((db, p) => db.deleteFrom('samples').where('wallTime', '<', p('before')));
const dropRejected = define<Before>()((db, p) =>
  db.deleteFrom('rejected').where('receivedAt', '<', p('before')).where('settled', '=', 1),
);
const dropQuarantined = define<Before>()((db, p) =>
  db.deleteFrom('quarantined').where('receivedAt', '<', p('before')),
);
const dropTokens = define<Before>()((db, p) => db.deleteFrom('tokens').where('expiresAt', '<', p('before')));
const dropCommands = define<Before>()((db, p) =>
  db.deleteFrom('commands').where('expiresAt', '<', p('before')),
);
/** What is taken out of the database: persons, and what is past its time. */
export const createPrivacyStorage = (sql: Sql) => ({
  /** Everything that has a driver's name has another; phones, their tokens and codes are gone. */
  renameDriver(from: DriverId, to: DriverId): void {
    sql.run(dropCodes, { driver: from });
    sql.run(dropTokensOf, { driver: from });
    sql.run(dropPhones, { driver: from });
    sql.run(copyDriver, { from, to });
    sql.run(moveDriverReservations, { from, to });
    sql.run(moveDriverPermissions, { from, to });
    sql.run(dropDriver, { driver: from });
  },
  /** The same for a customer; whom the pseudonyms on cars stood for is gone. */
  renameCustomer(from: CustomerId, to: CustomerId): void {
    sql.run(dropSubjects, { customer: from });
    sql.run(copyCustomer, { from, to });
    sql.run(moveCustomerReservations, { from, to });
    sql.run(moveCustomerPermissions, { from, to });
    sql.run(dropCustomer, { customer: from });
  },
  phonesOf: (driver: DriverId) => sql.all(phonesOf, { driver }),
  tokensOf: (reservation: ReservationId) => sql.all(tokensOf, { reservation }),
  subjectsOf: (customer: CustomerId) => sql.all(subjectsOf, { customer }),
  permissionsOfDriver: (driver: DriverId) => sql.all(permissionsOfDriver, { driver }),
  permissionsOfCustomer: (customer: CustomerId) => sql.all(permissionsOfCustomer, { customer }),
  reservationsOfDriver: (driver: DriverId) => sql.all(reservationsOfDriver, { driver }),

  dropSamples: (before: EpochMilliseconds): number => sql.run(dropSamples, { before }),
  dropRejected: (before: EpochMilliseconds): number => sql.run(dropRejected, { before }),
  dropQuarantined: (before: EpochMilliseconds): number => sql.run(dropQuarantined, { before }),
  dropTokens: (before: EpochMilliseconds): number => sql.run(dropTokens, { before }),
  dropCommands: (before: EpochMilliseconds): number => sql.run(dropCommands, { before }),
});
export type PrivacyStorage = ReturnType<typeof createPrivacyStorage>;
