import { Fault } from '../../protocol/errors.ts';

/** A query or row is wrong, which is a defect here: none of it is stored, and the records themselves may be good. */
export const isRefusedByDatabase = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === 'database-refused';

/** The machine cannot write or read now: no message is at fault, and all of them may come again. */
export const isOfDatabase = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === 'database-failed';
