import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { parseAnswer } from './answer.ts';
import type { ObdConfig } from './config.ts';
import { subjectOf, timeoutFor } from './exchange.ts';
import { type Heard, heardAlone, heardOf, isOnlyProgress, isStopped } from './heard.ts';
import { lineClosed, openLine, stopLine } from './opening.ts';
import { allDue, canReadConditions, canReadOdometer } from './plan.ts';
import { ignitionTurned, isWanted, poll, polled } from './polling.ts';
import { collect, emptyBuffer, type Reply, withoutEcho } from './reply.ts';
import { configure, configureAnswered, giveUp, resetAnswered, startReset } from './setup.ts';
import type { OpenLine, SessionInput, SessionState, Stage, Step, TimerName, Unavailable } from './state.ts';
import { followedBy, setTimer, tell, unchanged, written } from './step.ts';

/** Time-outs double so often at most. */
const mostPatience = 2;
/** The rest of a reply with a prompt within follows sooner. */
const heldMs = 500;

/** Before `start`: ignition off, awake. */
export const initialSession: SessionState = {
  ignitionOn: false,
  charging: false,
  engineRuns: undefined,
  awake: true,
  ignitionOffAt: undefined,
  odometerWanted: false,
  speedWanted: false,
  conditionsWanted: [],
  moving: false,
  due: allDue(milliseconds(0)),
  openAttempts: 0,
  speed: 0,
  speedProven: false,
  patience: 0,
  line: { kind: 'stopped' },
};

/** The dialogue with an ELM327 and the control units behind it: what follows from `input` at elapsed time `now`. */
export function sessionTransition(
  state: SessionState,
  input: SessionInput,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const heard = hear(state, input, now, config);
  const moved = followedBy(heard, (next) => goOn(next, now, config));
  const after = withoutHopeless(moved.state, now, config);
  const isPoll = input.kind === 'poll-odometer' || input.kind === 'poll-conditions';
  const over = (isPoll || isAwaited(state)) && !isAwaited(after);
  return { state: after, effects: over ? [...moved.effects, { kind: 'polled' }] : moved.effects };
}

/** What is wanted and cannot be had is wanted no more. */
function withoutHopeless(state: SessionState, now: Milliseconds, config: ObdConfig): SessionState {
  const isOdometerHopeless = state.odometerWanted && !canReadOdometer(state, now, config);
  const known = isOdometerHopeless ? { ...state, odometerWanted: false } : state;
  const areHopeless = state.conditionsWanted.length > 0 && !canReadConditions(state);
  return areHopeless ? { ...known, conditionsWanted: [] } : known;
}

function hear(state: SessionState, input: SessionInput, now: Milliseconds, config: ObdConfig): Step {
  switch (input.kind) {
    case 'start':
      return state.line.kind === 'stopped' ? openLine(state, config) : unchanged(state);
    case 'stop':
      return stopLine(state);
    case 'opened':
      return state.line.kind === 'opening' ? startReset(state, justOpened, 1, config) : unchanged(state);
    case 'closed':
      return lineClosed(state, input.reason, input.spread, config);
    case 'bytes':
      return received(state, input.bytes, now, config);
    case 'timer':
      return timerFired(state, input.timer, now, config);
    case 'ignition':
      return unchanged(ignitionTurned(state, input.on, now, config));
    case 'awake':
      return unchanged({ ...state, awake: input.awake });
    case 'poll-odometer':
      return unchanged({ ...state, odometerWanted: true });
    case 'poll-conditions':
      return unchanged({ ...state, conditionsWanted: atTheEnd });
    default:
      return input satisfies never;
  }
}

/** What a rental's checklist asks of the car beside its inputs. */
const atTheEnd = ['windows-closed', 'lights-off', 'cable-connected'] as const;

const justOpened: OpenLine = {
  kind: 'open',
  buffer: emptyBuffer,
  command: undefined,
  held: undefined,
  isRepeated: false,
  stage: { kind: 'resetting', attempt: 0, settling: false },
};

function received(state: SessionState, bytes: Uint8Array, now: Milliseconds, config: ObdConfig): Step {
  if (state.line.kind !== 'open') return unchanged(state);
  const { buffer, replies } = collect(state.line.buffer, bytes);
  const isSame = buffer === state.line.buffer;
  let step = unchanged(isSame ? state : { ...state, line: { ...state.line, buffer } });
  for (const reply of replies) step = followedBy(step, (next) => prompted(next, reply, now, config));
  return step;
}

/**
 * Some adapters prompt twice, or in the middle of a reply: what is no answer is held, until what follows makes it one, or
 * nothing follows. An adapter that was stopped by a command, since it had more to say, is given it once more.
 */
function prompted(state: SessionState, reply: Reply, now: Milliseconds, config: ObdConfig): Step {
  const { line } = state;
  if (line.kind !== 'open' || line.command === undefined || line.stage.kind === 'resetting') {
    return answered(state, reply, now, config);
  }
  const heard = heardOf(line, line.stage, line.command, reply);
  if (isStopped(heard) && !line.isRepeated) return repeated(state, line, line.command, config);
  if (heard.isWhole) return answered(state, heard.reply, now, config, heard);
  return held(state, line, { ...heard.reply, lines: withoutEcho(heard.reply.lines, line.command) });
}

/** The time for its answer runs on, but for words of which the rest would follow at once. */
function held(state: SessionState, line: OpenLine, reply: Reply): Step {
  const isFirst = line.held === undefined || isOnlyProgress(line.held);
  const delay = milliseconds(heldMs * 2 ** state.patience);
  return {
    state: { ...state, line: { ...line, held: reply } },
    effects: isFirst && !isOnlyProgress(reply) ? [setTimer('poll', delay)] : [],
  };
}

function repeated(state: SessionState, line: OpenLine, command: string, config: ObdConfig): Step {
  const { asked } = line.stage.kind === 'ready' ? line.stage : { asked: undefined };
  const longestMs = asked === undefined ? config.replyTimeoutMs : timeoutFor(asked, config);
  const timeoutMs = longestMs * 2 ** state.patience;
  const { state: next, effects } = written(state, line, line.stage, { command, timeoutMs });
  return next.line.kind === 'open'
    ? { state: { ...next, line: { ...next.line, isRepeated: true } }, effects }
    : { state: next, effects };
}

function answered(
  state: SessionState,
  reply: Reply,
  now: Milliseconds,
  config: ObdConfig,
  heard?: Heard,
): Step {
  if (state.line.kind !== 'open') return unchanged(state);
  const { command, stage } = state.line;
  const line: OpenLine = { ...state.line, command: undefined };
  if (command === undefined) return unasked(state, line, reply, config);
  if (stage.kind === 'resetting') return resetAnswered(state, line, stage, reply, command);
  const known = heard ?? heardAlone(stage, command, reply);
  switch (stage.kind) {
    case 'configuring':
      return configureAnswered(state, line, stage, known, command, config);
    case 'ready':
      return polled(state, line, stage, known.answer, now, config);
    default:
      return stage satisfies never;
  }
}

/** Words that nothing was asked for: of weight only where they show that the adapter has lost its settings. */
function unasked(state: SessionState, line: OpenLine, reply: Reply, config: ObdConfig): Step {
  const answer = parseAnswer(reply, '');
  const wasReset = answer.kind === 'error' && answer.error === 'adapter-reset';
  if (!wasReset || line.stage.kind === 'resetting') return unchanged(state);
  const effects = [tell({ what: 'adapter', reason: 'adapter-reset' })];
  return followedBy({ state, effects }, (next) => startReset(next, line, 1, config));
}

function timerFired(state: SessionState, timer: TimerName, now: Milliseconds, config: ObdConfig): Step {
  const { line } = state;
  switch (timer) {
    case 'reopen':
      return line.kind === 'waiting' ? openLine(state, config) : unchanged(state);
    case 'reply':
      if (line.kind !== 'open' || line.command === undefined) return unchanged(state);
      return line.held === undefined
        ? timedOut(state, line, config)
        : answered(state, line.held, now, config);
    case 'poll':
      if (line.kind === 'open' && line.held !== undefined && !isOnlyProgress(line.held)) {
        return answered(state, line.held, now, config);
      }
      return line.kind === 'open' && line.stage.kind === 'resetting' && line.stage.settling
        ? startReset(state, line, line.stage.attempt + 1, config)
        : unchanged(state);
    default:
      return timer satisfies never;
  }
}

/** No prompt came: the adapter hangs, or has lost the command. Either way it is set up anew. */
function timedOut(state: SessionState, line: OpenLine, config: ObdConfig): Step {
  const { stage } = line;
  const effects = [tell({ what: askedIn(stage), reason: 'timeout' })];
  if (isSilentAtUnprovenSpeed(state, stage, config)) {
    return followedBy({ state, effects }, (next) => giveUp(next, config));
  }
  const attempt = stage.kind === 'ready' ? 1 : stage.attempt + 1;
  const patience = Math.min(state.patience + 1, mostPatience);
  return followedBy({ state: { ...state, patience }, effects }, (next) =>
    startReset(next, line, attempt, config),
  );
}

/** A wrong speed is heard as silence, most often: the next one is tried at once. */
const isSilentAtUnprovenSpeed = (state: SessionState, stage: Stage, { speeds }: ObdConfig): boolean =>
  speeds.length > 1 && !state.speedProven && stage.kind === 'resetting';

/** Writes the next command where none is under way. */
function goOn(state: SessionState, now: Milliseconds, config: ObdConfig): Step {
  const { line } = state;
  if (line.kind !== 'open' || line.command !== undefined) return unchanged(state);
  switch (line.stage.kind) {
    case 'resetting':
      return unchanged(state);
    case 'configuring':
      return configure(state, line, line.stage, config);
    case 'ready':
      return poll(state, line, line.stage, now, config);
    default:
      return line.stage satisfies never;
  }
}

const askedIn = (stage: Stage): Unavailable['what'] =>
  stage.kind === 'ready' && stage.asked !== undefined ? subjectOf(stage.asked) : 'adapter';

/** Whether a reading is wanted, or on its way. */
function isAwaited(state: SessionState): boolean {
  const asked =
    state.line.kind === 'open' && state.line.stage.kind === 'ready' ? state.line.stage.asked : undefined;
  return state.odometerWanted || state.conditionsWanted.length > 0 || isWanted(asked);
}
