import { Fault, messageOf } from '../../protocol/errors.ts';
import type { SqlDatabase, SqlStatement } from '../database.ts';
import type { SqlText } from './statement.ts';

/** Runs compiled queries on one connection. All is synchronous, so nothing comes between the steps of a transaction. */
export interface Sql {
  all<Parameters, Row>(query: SqlText<Parameters, Row>, parameters: Parameters): Row[];
  first<Parameters, Row>(query: SqlText<Parameters, Row>, parameters: Parameters): Row | undefined;
  /** The number of rows that changed. */
  run<Parameters, Row>(query: SqlText<Parameters, Row>, parameters: Parameters): number;
  /** Whether another connection has changed the database since this was last asked. */
  changedElsewhere(): boolean;
  /** Reads what is asked for again and again: anew only where this connection or another has changed the database since. */
  reread<T>(read: () => T): () => T;
  /** For what has no parameters and runs once, as in migrations. */
  execute(text: string): void;
  /**
   * All or nothing.
   * @throws {Fault} as below; with `mayHaveHappened` where COMMIT itself failed.
   */
  transaction<T>(work: () => T): T;
  readonly isInTransaction: boolean;
  /** For who keeps at hand what was written: called after each transaction that failed. */
  onRollback(listener: () => void): void;
}

/** What was read, and as of which changes. */
interface Reread<T> {
  readonly value: T;
  readonly own: number;
  readonly elsewhere: unknown;
}

/** More prepared statements than this are a query that is put together from values. */
const mostStatements = 500;

/**
 * @throws {Fault} from every method: `database-failed` where the machine cannot do it (full, locked, broken), and
 * `database-refused` where query or data are wrong, which is a defect.
 */
export function createSql(database: SqlDatabase): Sql {
  const prepared = new Map<string, SqlStatement>();
  const rollbackListeners: (() => void)[] = [];
  let inTransaction = false;
  let version: unknown;
  let versionInTransaction: unknown;
  /** Statements of this connection that may have changed rows, and transactions taken back. */
  let ownChanges = 0;

  /** Another number after each COMMIT of another connection; within a transaction it stays what it was. */
  const versionElsewhere = (): unknown => {
    if (inTransaction && versionInTransaction !== undefined) return versionInTransaction;
    const read = attempt(() => versionIn(statementFor('pragma data_version').get()));
    if (inTransaction) versionInTransaction = read;
    return read;
  };

  const statementFor = (text: string): SqlStatement => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    if (prepared.size >= mostStatements)
      throw new RangeError(`more than ${mostStatements} different queries`);
    const statement = database.prepare(text);
    prepared.set(text, statement);
    return statement;
  };

  return {
    all(query, parameters) {
      const values = query.bind(parameters);
      return attempt(() => rowsOf(query, statementFor(query.text).all(...values)));
    },
    first(query, parameters) {
      const values = query.bind(parameters);
      return attempt(() => rowsOf(query, [statementFor(query.text).get(...values)])[0]);
    },
    run(query, parameters) {
      const values = query.bind(parameters);
      ownChanges += 1;
      return attempt(() => Number(statementFor(query.text).run(...values).changes));
    },
    changedElsewhere() {
      const before = version;
      version = versionElsewhere();
      return before !== version;
    },
    reread(read) {
      let kept: Reread<ReturnType<typeof read>> | null = null;
      return () => {
        const elsewhere = versionElsewhere();
        if (kept?.own === ownChanges && kept.elsewhere === elsewhere) return kept.value;
        kept = { value: read(), own: ownChanges, elsewhere };
        return kept.value;
      };
    },
    execute: (text) => attempt(() => database.exec(text)),
    transaction(work) {
      if (inTransaction) throw new Error('a transaction within a transaction');
      attempt(() => database.exec('begin immediate'));
      inTransaction = true;
      try {
        const result = work();
        attempt(() => database.exec('commit'), { mayHaveHappened: true });
        return result;
      } catch (error) {
        rollBack(database);
        ownChanges += 1;
        for (const listener of rollbackListeners) listener();
        throw error;
      } finally {
        inTransaction = false;
        versionInTransaction = undefined;
      }
    },
    get isInTransaction() {
      return inTransaction;
    },
    onRollback: (listener) => void rollbackListeners.push(listener),
  };
}

function attempt<T>(work: () => T, { mayHaveHappened = false } = {}): T {
  try {
    return work();
  } catch (error) {
    const message = `database: ${messageOf(error)}`;
    throw isOfTheMachine(error)
      ? new Fault(
          { code: 'database-failed', blame: 'environment', temporary: true, mayHaveHappened },
          message,
          { cause: error },
        )
      : new Fault({ code: 'database-refused', blame: 'receiver', mayHaveHappened }, message, {
          cause: error,
        });
  }
}

/** Primary result codes of SQLite that say nothing about the query: trying again later can help. */
const machineCodes: ReadonlySet<number> = new Set([
  3, // PERM
  5, // BUSY
  6, // LOCKED
  7, // NOMEM
  8, // READONLY
  9, // INTERRUPT
  10, // IOERR
  11, // CORRUPT
  13, // FULL
  14, // CANTOPEN
  15, // PROTOCOL
  26, // NOTADB
]);

const isOfTheMachine = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  machineCodes.has(error.errcode & 0xff);

const versionIn = (row: unknown): unknown =>
  typeof row === 'object' && row !== null && 'data_version' in row ? row.data_version : undefined;

/** SQLite rolls back by itself after some errors, and then says that there is no transaction. */
function rollBack(database: SqlDatabase): void {
  if (database.isTransaction) attempt(() => database.exec('rollback'));
}

/** The schema's types hold for rows: only queries of that schema write and read these strict tables. */
const rowsOf = <Parameters, Row>(_: SqlText<Parameters, Row>, rows: readonly unknown[]): Row[] =>
  rows.filter((row): row is Row => row !== undefined);
