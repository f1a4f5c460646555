import { expect, test } from 'vitest';
import { createSql } from '../../../gateway/storage/sql.ts';
import { define } from '../../../gateway/storage/statement.ts';
import { createStorage } from '../../../gateway/storage/storage.ts';
import { driverId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
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
