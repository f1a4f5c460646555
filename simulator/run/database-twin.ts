import { z } from 'zod';
import type { StorePorts } from '../../gateway/ports.ts';

type SqlDatabase = StorePorts['database'];

/** What ails the gateway's database: `full` fails at COMMIT, `failing` at every transaction. */
export type DatabaseCondition = 'healthy' | 'full' | 'failing';

/** Told around each COMMIT; what it throws is what the caller of COMMIT sees. */
export interface CommitWatch {
  before(): void;
  after(): void;
}

const named = z.object({ name: z.string() });

/** A database that outlives the gateway process: what was not committed at a crash is lost, and only that (D3). */
export class DatabaseTwin {
  readonly #database: SqlDatabase;
  readonly #looks = new Map<string, ReturnType<SqlDatabase['prepare']>>();
  #connection: object | null = null;
  #hasBackup = false;
  condition: DatabaseCondition = 'healthy';
  watch: CommitWatch = { before() {}, after() {} };

  /** @param database in memory, with nothing else connected to it */
  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  /** Whether a transaction is open: what is read then may never come to be. */
  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Rows of a query from outside, for who looks at outcomes. */
  rows(query: string, ...values: (string | number)[]): readonly unknown[] {
    const statement = this.#looks.get(query) ?? this.#database.prepare(query);
    this.#looks.set(query, statement);
    return statement.all(...values);
  }

  /** Keeps a copy of all that is committed; the one before is forgotten. */
  backUp(): void {
    if (!this.#hasBackup) this.#database.exec(`attach ':memory:' as backup`);
    this.#hasBackup = true;
    for (const table of this.#tables('main')) {
      this.#database.exec(`drop table if exists backup."${table}"`);
      this.#database.exec(`create table backup."${table}" as select * from main."${table}"`);
    }
  }

  /** Puts the copy in the place of all that came since, while no process is connected. */
  restore(): void {
    if (this.#connection !== null) throw new Error('a process still works on the database');
    this.#database.exec('pragma foreign_keys = off');
    this.#database.exec('begin');
    for (const table of this.#tables('backup')) {
      this.#database.exec(`delete from main."${table}"`);
      this.#database.exec(`insert into main."${table}" select * from backup."${table}"`);
    }
    this.#database.exec('commit');
    this.#database.exec('pragma foreign_keys = on');
  }

  #tables(schema: 'main' | 'backup'): readonly string[] {
    const rows = this.rows(`select name from ${schema}.sqlite_master where type = 'table'`);
    return rows.map((row) => named.parse(row).name);
  }

  /** The connection of a process that starts now. */
  connect(): SqlDatabase {
    const connection = {};
    this.#connection = connection;
    const requireAlive = (): void => {
      if (this.#connection !== connection) throw failure('the process of this connection is gone', 10);
    };
    const database = this.#database;
    const exec = (sql: string): void => {
      requireAlive();
      if (sql !== 'commit') {
        if (this.condition === 'failing' && sql.startsWith('begin')) throw failure('disk I/O error', 10);
        database.exec(sql);
        return;
      }
      if (this.condition === 'full') throw failure('database or disk is full', 13);
      this.watch.before();
      requireAlive();
      database.exec(sql);
      this.watch.after();
      requireAlive();
    };
    return {
      get isTransaction() {
        return database.isTransaction;
      },
      exec,
      prepare: (sql) => {
        requireAlive();
        return database.prepare(sql);
      },
      close() {},
    };
  }

  /** The process is gone; its open transaction with it. */
  disconnect(): void {
    this.#connection = null;
    if (this.#database.isTransaction) this.#database.exec('rollback');
  }
}

/** An error as SQLite gives it, by its primary result code. */
function failure(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { errcode });
}
