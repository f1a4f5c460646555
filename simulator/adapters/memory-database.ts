import { DatabaseSync } from 'node:sqlite';
import type { StorePorts } from '../../gateway/ports.ts';

/** A database that lives as long as the process: the same SQL as in production, without a disk. */
export function memoryDatabase(): StorePorts['database'] {
  const database = new DatabaseSync(':memory:');
  database.exec('pragma foreign_keys = on');
  return database;
}
