import { messageOf } from '../../protocol/errors.ts';

/** Why a connection failed; that to a name with two addresses has its messages inside. */
export const socketReason = (thrown: unknown): string =>
  thrown instanceof AggregateError ? thrown.errors.map(messageOf).join(', ') : messageOf(thrown);
