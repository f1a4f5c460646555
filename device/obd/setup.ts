import { milliseconds } from '../../protocol/units.ts';
import { isBanner, parseAnswer } from './answer.ts';
import type { ObdConfig } from './config.ts';
import { unknownCar } from './discovery.ts';
import { backoff } from './opening.ts';
import { compact, type Reply } from './reply.ts';
import type { OpenLine, SessionState, Stage, Step } from './state.ts';
import { atStage, cancelTimers, followedBy, setTimer, tell, unchanged, written } from './step.ts';

/** One command that sets the adapter up. */
interface SetupCommand {
  readonly command: string;
  /** An adapter that refuses it cannot be used; the others are refinements that clones may lack. */
  readonly required: boolean;
}

/** No echo, no line feeds, no spaces, headers on, answers awaited for 50 × 4 ms, protocol searched automatically. */
const setupCommands: readonly SetupCommand[] = [
  { command: 'ATE0', required: true },
  { command: 'ATL0', required: false },
  { command: 'ATS0', required: false },
  { command: 'ATH1', required: true },
  { command: 'ATAT1', required: false },
  { command: 'ATST32', required: false },
  { command: 'ATSP0', required: true },
];

/** Attempts before the line is closed and opened anew: ATZ, ATZ, and ATD for clones that only obey this. */
const mostAttempts = 3;
/** A reset takes about a second. */
const resetTimeoutMs = 3000;
/** Silence awaited before the next attempt, so that late words are not taken for its answer. */
const settleMs = 500;

/** Resets an adapter; after the last attempt the line is given up, to be opened anew. */
export function startReset(state: SessionState, line: OpenLine, attempt: number, config: ObdConfig): Step {
  if (attempt > mostAttempts) return giveUp(state, config);
  const command = attempt < mostAttempts ? 'ATZ' : 'ATD';
  const stage: Stage = { kind: 'resetting', attempt, settling: false };
  return written(state, line, stage, { command, timeoutMs: resetTimeoutMs });
}

/** Takes the reply to ATZ or ATD. Strange words (`STOPPED`, the answer to an older command) call for silence. */
export function resetAnswered(
  state: SessionState,
  line: OpenLine,
  stage: Extract<Stage, { kind: 'resetting' }>,
  reply: Reply,
  command: string,
): Step {
  const done = reply.lines.some((text) => isBanner(text) || (command === 'ATD' && isOk(text)));
  if (done) {
    return unchanged(atStage(state, line, { kind: 'configuring', attempt: stage.attempt, step: 0 }));
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
  const step = setupCommands[stage.step];
  if (step === undefined) return unchanged(state);
  return written(state, line, stage, { command: step.command, timeoutMs: config.replyTimeoutMs });
}

/** Takes the reply to the command of a step. */
export function configureAnswered(
  state: SessionState,
  line: OpenLine,
  stage: Extract<Stage, { kind: 'configuring' }>,
  reply: Reply,
  command: string,
  config: ObdConfig,
): Step {
  const answer = parseAnswer(reply, command);
  const accepted = answer.kind === 'text' && answer.lines.some(isOk);
  const wasReset = answer.kind === 'error' && answer.error === 'adapter-reset';
  if (wasReset || (!accepted && setupCommands[stage.step]?.required === true)) {
    return startReset(state, line, stage.attempt + 1, config);
  }
  const step = stage.step + 1;
  if (step < setupCommands.length) return unchanged(atStage(state, line, { ...stage, step }));
  const ready: Stage = { kind: 'ready', car: unknownCar, asked: undefined };
  return unchanged({ ...atStage(state, line, ready), openAttempts: 0 });
}

function giveUp(state: SessionState, config: ObdConfig): Step {
  const effects = [tell({ what: 'adapter', reason: 'adapter-not-understood' }), { kind: 'close' } as const];
  return followedBy({ state, effects }, (next) => backoff(next, 1, config));
}

/** `OK`, or `K` from clones that lose the first character. */
const isOk = (line: string): boolean => /^O?K$/.test(compact(line));
