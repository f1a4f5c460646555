import { expect, test } from 'vitest';
import { memoryDatabase } from '../../../simulator/adapters/memory-database.ts';
import { DatabaseTwin } from '../../../simulator/run/database-twin.ts';

const counted = "select group_concat(word, ' ') as words from said";

function twinThatSaid(...words: readonly string[]): DatabaseTwin {
  const twin = new DatabaseTwin(memoryDatabase());
  const database = twin.connect();
  database.exec('create table said (word text not null)');
  for (const word of words) database.exec(`insert into said values ('${word}')`);
  return twin;
}

test('put back to its backup, a database has what was committed then, and nothing since', () => {
  const twin = twinThatSaid('one', 'two');
  twin.backUp();
  twin.connect().exec(`insert into said values ('three')`);
  twin.connect().exec(`delete from said where word = 'one'`);
  twin.disconnect();
  twin.restore();
  expect(twin.rows(counted)).toEqual([{ words: 'one two' }]);
  twin.connect().exec(`insert into said values ('four')`);
  twin.backUp();
  twin.disconnect();
  twin.restore();
  expect(twin.rows(counted)).toEqual([{ words: 'one two four' }]);
});

test('nothing is put back under a process that works on it', () => {
  const twin = twinThatSaid('one');
  twin.backUp();
  expect(() => twin.restore()).toThrow('a process still works on the database');
});
