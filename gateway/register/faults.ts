import { Fault } from '../../protocol/errors.ts';

/** The operator named something that is not there. */
export const notFound = (what: string): Fault =>
  new Fault({ code: 'not-found', blame: 'sender' }, `there is no ${what}`);

/** The operator entered something under a name that is taken. */
export const alreadyThere = (what: string): Fault =>
  new Fault({ code: 'already-exists', blame: 'sender' }, `there is a ${what} already`);

/** The entry contradicts the rules; the message says which. */
export const refused = (code: string, message: string): Fault =>
  new Fault({ code, blame: 'sender' }, message);

/** Rows that an entry has just written or checked are there. */
export function found<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw notFound(what);
  return row;
}
