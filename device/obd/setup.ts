import { milliseconds } from '../../protocol/units.ts';
import { asReset } from './addressing.ts';
import { isBanner } from './answer.ts';
import type { ObdConfig } from './config.ts';
import { unknownCar } from './discovery.ts';
import type { Heard } from './heard.ts';
import { backoff } from './opening.ts';
import { compact, type Reply, withoutEcho } from './reply.ts';
import type { OpenLine, ReadyStage, SessionEffect, SessionState, Stage, Step } from './state.ts';
import { atStage, cancelTimers, followedBy, setTimer, tell, unchanged, written } from './step.ts';

/**
 * No echo, no line feeds, no spaces, headers on, answers awaited for 50 × 4 ms, protocol searched automatically. An adapter
 * may refuse any of them, but not all: replies are understood without them, if less surely.
 */
const setupCommands = ['ATE0', 'ATL0', 'ATS0', 'ATH1', 'ATAT1', 'ATST32', 'ATSP0'] as const;

/** Attempts before the line is closed and opened anew: ATZ, ATZ, and ATD for clones that only obey this. */
const mostAttempts = 3;
/** A reset takes about a second. */
const resetTimeoutMs = 3000;
/** Before the line is opened at another speed. */
const nextSpeedMs = 100;
/** Silence awaited before the next attempt, so that late words are not taken for its answer. */
const settleMs = 500;

/** Resets an adapter; after the last attempt the line is given up, to be opened anew. */
export function startReset(state: SessionState, line: OpenLine, attempt: number, config: ObdConfig): Step {
  if (attempt > mostAttempts) return giveUp(state, config);
  const command = attempt < mostAttempts ? 'ATZ' : 'ATD';
  const stage: Stage = { kind: 'resetting', attempt, settling: false };
  return written(state, line, stage, { command, timeoutMs: resetTimeoutMs * 2 ** state.patience });
}

/**
 * Takes the reply to ATZ or ATD. Strange words (`STOPPED`, the answer to an older command) call for silence; at last an
 * adapter that says anything is set up as it is.
 */
export function resetAnswered(
  state: SessionState,
  line: OpenLine,
  stage: Extract<Stage, { kind: 'resetting' }>,
  reply: Reply,
  command: string,
): Step {
  const lines = withoutEcho(reply.lines, command);
  const isTaken = lines.some((text) => isBanner(text) || isOk(text));
  if (isTaken || stage.attempt >= mostAttempts) {
    const { attempt } = stage;
    const areKept = !isTaken;
    return unchanged(atStage(state, line, { kind: 'configuring', attempt, step: 0, accepted: 0, areKept }));
  }
  return {
    state: atStage(state, line, { ...stage, settling: true }),
    effects: [...cancelTimers('reply'), setTimer('poll', milliseconds(settleMs))],
  };
}

/** Writes the command of a step. */
export function configure(
  state: SessionState,
  line: OpenLine,
  stage: Extract<Stage, { kind: 'configuring' }>,
  config: ObdConfig,
): Step {
  const command = setupCommands[stage.step];
  if (command === undefined) return unchanged(state);
  return written(state, line, stage, { command, timeoutMs: config.replyTimeoutMs * 2 ** state.patience });
}

/** Takes the reply to the command of a step. */
export function configureAnswered(
  state: SessionState,
  line: OpenLine,
  stage: Extract<Stage, { kind: 'configuring' }>,
  { reply, answer }: Heard,
  command: string,
  config: ObdConfig,
): Step {
  if (answer.kind === 'error' && answer.error === 'adapter-reset') {
    return startReset(state, line, stage.attempt + 1, config);
  }
  const accepted = stage.accepted + (answer.kind === 'text' && answer.lines.some(isOk) ? 1 : 0);
  const areKept = stage.areKept || (stage.step === 0 && !isEchoed(reply, command));
  const step = stage.step + 1;
  if (step < setupCommands.length) {
    return unchanged(atStage(state, line, { ...stage, step, accepted, areKept }));
  }
  if (accepted === 0) return startReset(state, line, stage.attempt + 1, config);
  const ready = atStage(state, line, { ...justSetUp, settings: { ...asReset, areKept } });
  return unchanged({ ...ready, openAttempts: 0, speedProven: true });
}

/** As the first command is by an adapter that was reset; one that only says so goes on without echo. */
const isEchoed = ({ lines }: Reply, command: string): boolean =>
  withoutEcho(lines, command).length < lines.length;

const justSetUp: ReadyStage = {
  kind: 'ready',
  car: unknownCar,
  asked: undefined,
  settings: asReset,
  protocol: undefined,
  senseless: 0,
  silent: 0,
  disturbed: 0,
};

/** The adapter does not speak with us: at another speed, perhaps, which is tried at once until all have been. */
export function giveUp(state: SessionState, config: ObdConfig): Step {
  const { speeds } = config;
  const speed = state.speedProven || speeds.length === 0 ? state.speed : (state.speed + 1) % speeds.length;
  const effects = [tell({ what: 'adapter', reason: 'adapter-not-understood' }), { kind: 'close' } as const];
  if (speed > state.speed) return reopened({ ...state, speed }, effects);
  const anew = { ...state, speed, speedProven: false, patience: 0 };
  return followedBy({ state: anew, effects }, (next) => backoff(next, 1, config));
}

const reopened = (state: SessionState, effects: readonly SessionEffect[]): Step => ({
  state: { ...state, line: { kind: 'waiting' } },
  effects: [...effects, ...cancelTimers('reply', 'poll'), setTimer('reopen', milliseconds(nextSpeedMs))],
});

/** `OK`, or `K` from clones that lose the first character. */
export const isOk = (line: string): boolean => /^O?K$/.test(compact(line));
