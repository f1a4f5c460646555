import type { StorePorts } from '../../gateway/ports.ts';

type SqlDatabase = StorePorts['database'];

/** What ails the gateway's database: `full` fails at COMMIT, `failing` at every transaction. */
export type DatabaseCondition = 'healthy' | 'full' | 'failing';

/** Told around each COMMIT; what it throws is what the caller of COMMIT sees. */
export interface CommitWatch {
  before(): void;
  after(): void;
}

/** A database that outlives the gateway process: what was not committed at a crash is lost, and only that (D3). */
export class DatabaseTwin {
  readonly #database: SqlDatabase;
  readonly #looks = new Map<string, ReturnType<SqlDatabase['prepare']>>();
  #connection: object | null = null;
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
