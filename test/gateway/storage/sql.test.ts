import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';
import { createSql, type Sql } from '../../../gateway/storage/sql.ts';
import { define } from '../../../gateway/storage/statement.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { type DriverId, driverId } from '../../../protocol/ids.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../../../protocol/units.ts';
import { openMemory } from '../../support/store.ts';

const setUp = () => {
  const database = openMemory();
  const storage = createStorage(database, epochMilliseconds(0));
  const add = (name: string) => storage.people.addDriver(driverId(name), epochMilliseconds(0));
  const isThere = (name: string) => storage.people.driver(driverId(name)) !== undefined;
  return { database, storage, add, isThere };
};

test('a transaction is all or nothing', () => {
  const { storage, add, isThere } = setUp();
  expect(() =>
    storage.transaction(() => {
      add('ann');
      throw new Error('changed my mind');
    }),
  ).toThrow('changed my mind');
  expect(isThere('ann')).toBe(false);
  storage.transaction(() => add('ann'));
  expect(isThere('ann')).toBe(true);
});

test('a transaction within a transaction is a defect', () => {
  const { storage } = setUp();
  expect(() => storage.transaction(() => storage.transaction(() => {}))).toThrow(/within a transaction/);
});

test('a row that is there already is refused: a defect, and no matter of trying again', () => {
  const { add } = setUp();
  add('ann');
  expect(() => add('ann')).toThrow(
    expect.objectContaining({
      code: 'database-refused',
      temporary: false,
      message: expect.stringContaining('UNIQUE'),
    }),
  );
});

test('a full disk is a fault of the machine, and may pass (D14)', () => {
  const { database, add } = setUp();
  database.exec('pragma max_page_count = 1');
  const fill = () => {
    for (let count = 0; count < 1000; count++) add(`driver-${count}`);
  };
  expect(fill).toThrow(
    expect.objectContaining({
      code: 'database-failed',
      blame: 'environment',
      temporary: true,
      message: expect.stringContaining('full'),
    }),
  );
});

test('a COMMIT that fails may have happened', () => {
  const database = openMemory();
  const failing = {
    get isTransaction() {
      return database.isTransaction;
    },
    prepare: (text: string) => database.prepare(text),
    close: () => database.close(),
    exec: (text: string) => {
      if (text === 'commit') throw Object.assign(new Error('disk gone'), { errcode: 10 });
      database.exec(text);
    },
  };
  expect(() => createSql(failing).transaction(() => {})).toThrow(
    expect.objectContaining({ code: 'database-failed', mayHaveHappened: true }),
  );
  expect(database.isTransaction).toBe(false);
});

test('values go in by name, wherever they stand in the query', () => {
  const { database } = setUp();
  const query = define<{ upper: number; lower: number }>()((db, p) =>
    db
      .selectFrom('migrations')
      .select('name')
      .where('number', '<=', p('upper'))
      .where('number', '>=', p('lower')),
  );
  expect(createSql(database).all(query, { lower: 1, upper: 1 })).toEqual([{ name: 'first' }]);
});

const addDriver = define<{ driver: DriverId; createdAt: EpochMilliseconds }>()((db, p) =>
  db.insertInto('drivers').values({ driver: p('driver'), createdAt: p('createdAt') }),
);
const ann = { driver: driverId('ann'), createdAt: epochMilliseconds(0) };

/** Tells how often it has been read, each time that it is asked. */
function countedOn(sql: Sql): () => number {
  let reads = 0;
  return sql.reread(() => ++reads);
}

test('what is asked for again and again is read anew once this connection has changed something, or taken it back', () => {
  const { database } = setUp();
  const sql = createSql(database);
  const reads = countedOn(sql);
  expect([reads(), reads()]).toEqual([1, 1]);
  sql.run(addDriver, ann);
  expect([reads(), reads()]).toEqual([2, 2]);
  const takenBack = () =>
    sql.transaction(() => {
      sql.run(addDriver, { ...ann, driver: driverId('ben') });
      expect(reads()).toBe(3);
      throw new Error('changed my mind');
    });
  expect(takenBack).toThrow('changed my mind');
  expect([reads(), reads()]).toEqual([4, 4]);
});

test('what is asked for again and again is read anew once another connection has changed something', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-sql-'));
  const file = join(folder, 'gateway.sqlite');
  const one = openDatabase(file);
  const other = openDatabase(file);
  try {
    createStorage(other, epochMilliseconds(0));
    const reads = countedOn(createSql(one));
    expect([reads(), reads()]).toEqual([1, 1]);
    createSql(other).run(addDriver, ann);
    expect([reads(), reads()]).toEqual([2, 2]);
  } finally {
    one.close();
    other.close();
    rmSync(folder, { recursive: true });
  }
});
