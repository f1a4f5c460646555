import { type Command, InvalidArgumentError } from 'commander';
import { messageOf } from '../../protocol/errors.ts';
import { type EpochMilliseconds, epochMilliseconds, metres } from '../../protocol/units.ts';

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

/** Who enters something and why. */
export interface NoteGiven {
  readonly by: string;
  readonly reason: string;
}

/** Adds `--by` and `--reason`, which every decision needs. */
export const withNote = (command: Command): Command =>
  command
    .requiredOption('--by <name>', 'who decides', by(noteText(64)))
    .requiredOption('--reason <text>', 'why', by(noteText(500)));

function noteText(most: number): (text: string) => string {
  return (text) => {
    if (text.trim() !== '' && text.length <= most) return text;
    throw new RangeError(`It is not 1 to ${most} characters.`);
  };
}

/** Reads an option or argument by a rule that throws. @throws {InvalidArgumentError} with the rule's message. */
export function by<Value>(rule: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return rule(text);
    } catch (thrown) {
      throw new InvalidArgumentError(messageOf(thrown));
    }
  };
}

/** A whole number within bounds. */
export const wholeNumber = (least: number, most: number) =>
  by((text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new RangeError(`It is no whole number from ${least} to ${most}.`);
  });

/** Metres without a sign or a fraction. */
export const wholeMetres = by((text) => {
  if (/^\d{1,10}$/.test(text)) return metres(Number(text));
  throw new RangeError('It is no whole number of metres.');
});

/** Euros as `12.34`, in cents. */
export const euroCents = by((text) => {
  const [, whole, fraction = ''] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole !== undefined) return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  throw new RangeError('It is no amount in euros, such as 12.34.');
});

/** A date as `2026-06-01`. */
export const date = by((text) => {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
  } catch (cause) {
    throw new RangeError('It is no date, such as 2026-06-01.', { cause });
  }
});

/** A month as `2026-06`. */
export const month = by((text) => {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new RangeError('It is no month, such as 2026-06.');
});

/** A moment (RFC 3339) that says its offset: local times would be guesses. */
export const moment = by((text): EpochMilliseconds => {
  try {
    return epochMilliseconds(Temporal.Instant.from(text).epochMilliseconds);
  } catch (cause) {
    throw new RangeError('It is no time with its offset, such as 2026-11-20T14:00+01:00.', { cause });
  }
});
