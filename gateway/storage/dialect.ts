import { sql } from 'kysely';

/** Types of columns. What SQLite says differently from other databases stands in this file only (D11). */
export const columnTypes = { text: 'text', whole: 'integer', bytes: 'blob' } as const;

/** Values must be of their column's type. */
export const strictTable = sql`strict`;

/** The rows lie in the primary key itself: one page less to write for each record. */
export const strictKeyedTable = sql`strict, without rowid`;
