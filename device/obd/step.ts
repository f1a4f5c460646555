import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { emptyBuffer } from './reply.ts';
import type { OpenLine, SessionEffect, SessionState, Stage, Step, TimerName, Unavailable } from './state.ts';

const noEffects: readonly SessionEffect[] = [];

/** No effects. */
export const unchanged = (state: SessionState): Step => ({ state, effects: noEffects });

/** One step after another; the effects keep their order. */
export function followedBy(step: Step, next: (state: SessionState) => Step): Step {
  const { state, effects } = next(step.state);
  return { state, effects: step.effects.length === 0 ? effects : [...step.effects, ...effects] };
}

/** The open line at another stage. */
export const atStage = (state: SessionState, line: OpenLine, stage: Stage): SessionState => ({
  ...state,
  line: { ...line, stage },
});

/** A command and the longest wait for its prompt. */
export interface Request {
  readonly command: string;
  readonly timeoutMs: number;
}

/** Writes a command and waits for its prompt. */
export const written = (state: SessionState, line: OpenLine, stage: Stage, request: Request): Step => ({
  state: { ...state, line: awaiting(line, stage, request) },
  effects: writing(request),
});

/** The line with a command under way; what came before is not its answer. */
export const awaiting = (line: OpenLine, stage: Stage, { command }: Request): OpenLine => ({
  ...line,
  stage,
  command,
  held: undefined,
  isRepeated: false,
  buffer: emptyBuffer,
});

export const writing = ({ command, timeoutMs }: Request): readonly SessionEffect[] => [
  { kind: 'write', command },
  setTimer('reply', milliseconds(timeoutMs)),
];

export const setTimer = (timer: TimerName, delay: Milliseconds): SessionEffect => ({
  kind: 'set-timer',
  timer,
  delay,
});

export const cancelTimers = (...timers: readonly TimerName[]): readonly SessionEffect[] =>
  timers.map((timer) => ({ kind: 'cancel-timer', timer }));

export const tell = (unavailable: Unavailable): SessionEffect => ({ kind: 'unavailable', unavailable });
