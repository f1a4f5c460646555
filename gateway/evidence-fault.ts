import { messageOf } from '../protocol/errors.ts';

/** Reads a part of evidence; what is wrong names its place. @throws {Error} */
export function within<Value>(place: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new Error(`${place}: ${messageOf(cause)}`, { cause });
  }
}

/** @throws {Error} always: what is wrong, where, and how. */
export function fail(place: string, how: string): never {
  throw new Error(`${place}: ${how}`);
}

const mostShown = 80;

/** A value as a fault shows it. */
export const brief = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, mostShown);
