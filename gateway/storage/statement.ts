import {
  type Compilable,
  DummyDriver,
  type Expression,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely';
import type { SqlValue } from '../database.ts';
import type { Schema } from './schema.ts';

/** Builds and compiles queries; nothing runs through it (D11). */
export const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});

/** SQL that is compiled once, with the names of what is to be filled in. */
export interface SqlText<Parameters, Row> {
  readonly text: string;
  bind(parameters: Parameters): SqlValue[];
  /** Carries the type of the rows; never called. */
  readonly rows?: (row: Row) => void;
}

/** Stands in a query where the value of that name goes. */
export type Placeholders<Parameters> = <Name extends keyof Parameters & string>(
  name: Name,
) => Expression<Parameters[Name]>;

/** Every property a value of SQL. */
type Values<Parameters> = { readonly [Name in keyof Parameters]: SqlValue };
type NoParameters = Readonly<Record<never, SqlValue>>;

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A query on the schema with parameters by name: `define<{ car: CarId }>()((db, p) => db.…where('car', '=', p('car')))`. */
export const define =
  <Parameters extends Values<Parameters> = NoParameters>() =>
  <Row>(
    build: (db: Kysely<Schema>, placeholder: Placeholders<Parameters>) => Compilable<Row>,
  ): SqlText<Parameters, Row> => {
    const compiled = build(builder, (name) => sql`${new Placeholder(name)}`).compile();
    const finders = compiled.parameters.map(finderOf<Parameters>);
    return { text: compiled.sql, bind: (parameters) => finders.map((find) => find(parameters)) };
  };

/** How one value of a query is found: a placeholder by its name, anything else as it is. */
function finderOf<Parameters extends Values<Parameters>>(
  item: unknown,
): (parameters: Parameters) => SqlValue {
  if (!(item instanceof Placeholder)) {
    if (!isSqlValue(item)) throw new TypeError('a constant of a query is no value of SQL');
    return () => item;
  }
  const { name } = item;
  return (parameters) => {
    const value: unknown = Reflect.get(parameters, name);
    if (isSqlValue(value)) return value;
    throw new TypeError(`no value for ${name} of a query`);
  };
}

const isSqlValue = (value: unknown): value is SqlValue =>
  value === null ||
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  typeof value === 'string' ||
  value instanceof Uint8Array;
