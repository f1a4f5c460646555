import type { ObdConfig } from './config.ts';
import { initialSession, sessionTransition } from './session.ts';
import type { ObdReading, Unavailable } from './state.ts';
import { inputOf, parseTrace } from './trace.ts';

/** What came of a recorded dialogue when it was played again. */
export interface Replayed {
  readonly readings: readonly ObdReading[];
  readonly unavailable: readonly (Unavailable & { readonly at: number })[];
  /** The first command that differs from the recorded one; null where all are the same. */
  readonly difference: {
    readonly at: number;
    readonly recorded: string | undefined;
    readonly now: string | undefined;
  } | null;
  readonly commands: number;
}

/** Plays a recorded dialogue into the session machine, at its own times. @throws {Fault} `trace-malformed` */
export function replay(text: string, config: ObdConfig): Replayed {
  const readings: ObdReading[] = [];
  const unavailable: (Unavailable & { readonly at: number })[] = [];
  const recorded: Written[] = [];
  const written: Written[] = [];
  let state = initialSession;
  const entries = parseTrace(text);
  const last = entries.at(-1);
  for (const entry of entries) {
    const { at } = entry;
    if ('wrote' in entry) recorded.push({ at, command: entry.wrote.trim() });
    const input = inputOf(entry);
    if (input === undefined) continue;
    const step = sessionTransition(state, input, at, config);
    state = step.state;
    for (const effect of step.effects) {
      // What followed from the last line was not recorded any more: power goes when it goes.
      if (effect.kind === 'write' && entry !== last) written.push({ at, command: effect.command });
      if (effect.kind === 'reading') readings.push(effect.reading);
      if (effect.kind === 'unavailable') unavailable.push({ ...effect.unavailable, at });
    }
  }
  return { readings, unavailable, difference: differenceOf(recorded, written), commands: written.length };
}

interface Written {
  readonly at: number;
  readonly command: string;
}

function differenceOf(recorded: readonly Written[], written: readonly Written[]): Replayed['difference'] {
  const longest = Math.max(recorded.length, written.length);
  for (let index = 0; index < longest; index++) {
    const [theirs, ours] = [recorded[index], written[index]];
    if (theirs?.command === ours?.command) continue;
    return { at: theirs?.at ?? ours?.at ?? 0, recorded: theirs?.command, now: ours?.command };
  }
  return null;
}
