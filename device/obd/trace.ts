import { z } from 'zod';
import { Fault } from '../../protocol/errors.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { latin1Of } from '../latin1.ts';
import type { SessionEffect, SessionInput } from './state.ts';

/**
 * One line of a recorded dialogue with an OBD adapter, in JSON: what the session took or did, `at` elapsed milliseconds.
 * `heard` and `wrote` are text with one character for each byte.
 */
const entrySchema = z.union([
  z.strictObject({ at: z.number(), heard: z.string() }),
  z.strictObject({ at: z.number(), wrote: z.string() }),
  z.strictObject({ at: z.number(), closed: z.string(), spread: z.number() }),
  z.strictObject({ at: z.number(), ignition: z.boolean() }),
  z.strictObject({ at: z.number(), awake: z.boolean() }),
  z.strictObject({ at: z.number(), timer: z.enum(['reply', 'poll', 'reopen']) }),
  z.strictObject({
    at: z.number(),
    did: z.enum(['start', 'stop', 'opened', 'poll-odometer', 'poll-conditions']),
  }),
]);

export type TraceEntry = z.output<typeof entrySchema>;

/** Takes what happens on the OBD line, for whoever has to find out why a car does not speak. */
export type Trace = (entry: TraceEntry) => void;

export function inputEntry(at: Milliseconds, input: SessionInput): TraceEntry {
  switch (input.kind) {
    case 'bytes':
      return { at, heard: latin1Of(input.bytes) };
    case 'closed':
      return { at, closed: input.reason, spread: input.spread };
    case 'ignition':
      return { at, ignition: input.on };
    case 'awake':
      return { at, awake: input.awake };
    case 'timer':
      return { at, timer: input.timer };
    case 'start':
    case 'stop':
    case 'opened':
    case 'poll-odometer':
    case 'poll-conditions':
      return { at, did: input.kind };
    default:
      return input satisfies never;
  }
}

export const writeEntry = (
  at: Milliseconds,
  { command }: Extract<SessionEffect, { kind: 'write' }>,
): TraceEntry => ({
  at,
  wrote: `${command}\r`,
});

/** What the session took at that moment; undefined for what it did. */
export function inputOf(entry: TraceEntry): SessionInput | undefined {
  if ('heard' in entry) {
    const bytes = Uint8Array.from(entry.heard, (character) => character.charCodeAt(0) & 0xff);
    return { kind: 'bytes', bytes };
  }
  if ('closed' in entry) return { kind: 'closed', reason: entry.closed, spread: entry.spread };
  if ('ignition' in entry) return { kind: 'ignition', on: entry.ignition };
  if ('awake' in entry) return { kind: 'awake', awake: entry.awake };
  if ('timer' in entry) return { kind: 'timer', timer: entry.timer };
  return 'did' in entry ? { kind: entry.did } : undefined;
}

/** A last line that was cut off is left out: power goes when it goes. @throws {Fault} `trace-malformed`, naming the line. */
export function parseTrace(text: string): readonly (TraceEntry & { readonly at: Milliseconds })[] {
  return withoutTornEnd(text)
    .split('\n')
    .map((line, index) => [line, index + 1] as const)
    .filter(([line]) => line.trim() !== '')
    .map(([line, number]) => {
      const entry = parsed(line, number);
      return { ...entry, at: milliseconds(Math.round(entry.at)) };
    });
}

function withoutTornEnd(text: string): string {
  const end = text.lastIndexOf('\n') + 1;
  try {
    if (end < text.length) JSON.parse(text.slice(end));
    return text;
  } catch {
    return text.slice(0, end);
  }
}

function parsed(line: string, number: number): TraceEntry {
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new Fault(
      { code: 'trace-malformed', blame: 'operator' },
      `line ${number} is no line of a recorded OBD dialogue`,
      { cause },
    );
  }
}
