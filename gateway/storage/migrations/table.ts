import type { Compilable, CreateTableBuilder } from 'kysely';
import { columnTypes, strictKeyedTable, strictTable } from '../dialect.ts';
import { builder } from '../statement.ts';

type ColumnType = keyof typeof columnTypes;

/** A column's type; a question mark lets it be null. */
type Column = ColumnType | `${ColumnType}?`;

interface TableOptions {
  readonly key: readonly [string, ...string[]];
  /** Columns that name a row of another table by its one-column key. */
  readonly references?: Readonly<Record<string, string>>;
  readonly unique?: readonly [string, ...string[]];
  /** Lay the rows into the primary key. */
  readonly keyed?: boolean;
}

/** CREATE TABLE of named columns; foreign columns have the name of what they point to. */
export function table(
  name: string,
  columns: Readonly<Record<string, Column>>,
  options: TableOptions,
): Compilable {
  let create: CreateTableBuilder<string, string> = builder.schema.createTable(name);
  for (const [column, type] of Object.entries(columns)) {
    create = create.addColumn(column, columnTypes[bareType(type)], (definition) =>
      type.endsWith('?') ? definition : definition.notNull(),
    );
  }
  create = create.addPrimaryKeyConstraint(`${name}Key`, [...options.key]);
  for (const [column, target] of Object.entries(options.references ?? {})) {
    create = create.addForeignKeyConstraint(`${name}${column}`, [column], target, [column]);
  }
  if (options.unique !== undefined) create = create.addUniqueConstraint(`${name}Unique`, [...options.unique]);
  return create.modifyEnd(options.keyed === true ? strictKeyedTable : strictTable);
}

/** ALTER TABLE, one statement for each further column, which may be null. */
export const columns = (
  name: string,
  added: Readonly<Record<string, `${ColumnType}?`>>,
): readonly Compilable[] =>
  Object.entries(added).map(([column, type]) =>
    builder.schema.alterTable(name).addColumn(column, columnTypes[bareType(type)]),
  );

function bareType(column: Column): ColumnType {
  switch (column) {
    case 'text':
    case 'text?':
      return 'text';
    case 'whole':
    case 'whole?':
      return 'whole';
    case 'bytes':
    case 'bytes?':
      return 'bytes';
  }
}

/** CREATE INDEX `tableOn…`. */
export const index = (name: string, columns: readonly [string, ...string[]]): Compilable =>
  builder.schema
    .createIndex(`${name}On${columns.join('')}`)
    .on(name)
    .columns([...columns]);
