import type { DriverId, KeyId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

export type EnrolmentCodeRow = Readonly<Schema['enrolmentCodes']>;

const find = define<{ handle: string }>()((db, p) =>
  db.selectFrom('enrolmentCodes').selectAll().where('handle', '=', p('handle')),
);
const insert = define<{
  handle: string;
  digest: Uint8Array;
  driver: DriverId;
  issuedAt: EpochMilliseconds;
  expiresAt: EpochMilliseconds;
}>()((db, p) =>
  db.insertInto('enrolmentCodes').values({
    handle: p('handle'),
    digest: p('digest'),
    driver: p('driver'),
    issuedAt: p('issuedAt'),
    expiresAt: p('expiresAt'),
    wrongTries: 0,
    keyId: null,
  }),
);
const dropExpired = define<{ now: EpochMilliseconds }>()((db, p) =>
  db.deleteFrom('enrolmentCodes').where('expiresAt', '<=', p('now')),
);
const dropUnused = define<{ driver: DriverId }>()((db, p) =>
  db.deleteFrom('enrolmentCodes').where('driver', '=', p('driver')).where('keyId', 'is', null),
);
const setWrongTries = define<{ handle: string; wrongTries: number }>()((db, p) =>
  db
    .updateTable('enrolmentCodes')
    .set({ wrongTries: p('wrongTries') })
    .where('handle', '=', p('handle')),
);
const use = define<{ handle: string; keyId: KeyId }>()((db, p) =>
  db
    .updateTable('enrolmentCodes')
    .set({ keyId: p('keyId') })
    .where('handle', '=', p('handle')),
);

/** One-time codes with which drivers enrol their phones. */
export const createEnrolmentCodes = (sql: Sql) => ({
  find: (handle: string): EnrolmentCodeRow | undefined => sql.first(find, { handle }),
  insert: (row: Omit<EnrolmentCodeRow, 'wrongTries' | 'keyId'>) => sql.run(insert, { ...row }),
  dropExpired: (now: EpochMilliseconds) => sql.run(dropExpired, { now }),
  dropUnused: (driver: DriverId) => sql.run(dropUnused, { driver }),
  setWrongTries: (handle: string, wrongTries: number) => sql.run(setWrongTries, { handle, wrongTries }),
  use: (handle: string, keyId: KeyId) => sql.run(use, { handle, keyId }),
});
export type EnrolmentCodes = ReturnType<typeof createEnrolmentCodes>;
