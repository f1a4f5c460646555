import { type Command, InvalidArgumentError } from 'commander';
import { messageOf } from '../../protocol/errors.ts';
import { type EpochMilliseconds, epochMilliseconds } from '../../protocol/units.ts';

/** What every command on a gateway's data is given. */
export interface Given {
  readonly data: string;
  readonly json?: true;
}

/** Adds `--data` and `--json`. */
export const onData = (command: Command): Command =>
  command
    .option('--data <folder>', 'folder of the gateway', 'ritmeter')
    .option('--json', 'print one JSON value instead of text');

/** Reads an option or argument by a rule that throws. @throws {InvalidArgumentError} with the rule's message. */
export const by =
  <Value>(rule: (text: string) => Value) =>
  (text: string): Value => {
    try {
      return rule(text);
    } catch (thrown) {
      throw new InvalidArgumentError(messageOf(thrown));
    }
  };

/** A whole number within bounds. */
export const wholeNumber = (least: number, most: number) =>
  by((text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new RangeError(`It is no whole number from ${least} to ${most}.`);
  });

/** A moment (RFC 3339) that says its offset: local times would be guesses. */
export const moment = by((text): EpochMilliseconds => {
  try {
    return epochMilliseconds(Temporal.Instant.from(text).epochMilliseconds);
  } catch (cause) {
    throw new RangeError('It is no time with its offset, such as 2026-11-20T14:00+01:00.', { cause });
  }
});
