import type { CarId } from '../../protocol/ids.ts';
import type { Schema } from './schema.ts';
import type { Sql } from './sql.ts';
import { define } from './statement.ts';

/** The newest settings for a car. */
export type SettingsRow = Schema['settings'];
/** What a car has said last of settings that came to it. */
export type SettingsToldRow = Schema['settingsTold'];

const put = define<SettingsRow>()((db, p) =>
  db
    .insertInto('settings')
    .values({ car: p('car'), version: p('version'), issuedAt: p('issuedAt'), content: p('content') })
    .onConflict((conflict) =>
      conflict
        .column('car')
        .doUpdateSet({ version: p('version'), issuedAt: p('issuedAt'), content: p('content') }),
    ),
);
const find = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('settings').selectAll().where('car', '=', p('car')),
);
const untold = define()((db) =>
  db
    .selectFrom('settings')
    .leftJoin('settingsTold', 'settingsTold.car', 'settings.car')
    .select(['settings.car', 'settings.version'])
    .where((is) =>
      is.or([
        is('settingsTold.version', 'is', null),
        is('settingsTold.version', '<', is.ref('settings.version')),
      ]),
    )
    .orderBy('settings.car'),
);
const tell = define<SettingsToldRow>()((db, p) =>
  db
    .insertInto('settingsTold')
    .values({
      car: p('car'),
      version: p('version'),
      outcome: p('outcome'),
      reason: p('reason'),
      kept: p('kept'),
    })
    .onConflict((conflict) =>
      conflict.column('car').doUpdateSet({
        version: p('version'),
        outcome: p('outcome'),
        reason: p('reason'),
        kept: p('kept'),
      }),
    ),
);
const told = define<{ car: CarId }>()((db, p) =>
  db.selectFrom('settingsTold').selectAll().where('car', '=', p('car')),
);

export const createSettings = (sql: Sql) => ({
  put: (row: SettingsRow) => sql.run(put, { ...row }),
  find: (car: CarId): SettingsRow | undefined => sql.first(find, { car }),
  /** Those that their car has not said anything of. */
  untold: sql.reread(() => sql.all(untold, {})),
  tell: (row: SettingsToldRow) => sql.run(tell, { ...row }),
  told: (car: CarId): SettingsToldRow | undefined => sql.first(told, { car }),
});
export type SettingsStorage = ReturnType<typeof createSettings>;
