import { Fault } from '../../protocol/errors.ts';

/** The machine cannot write or read now: no message is at fault, and all of them may come again. */
export const isOfDatabase = (error: unknown): error is Fault =>
  error instanceof Fault && error.code === 'database-failed';
