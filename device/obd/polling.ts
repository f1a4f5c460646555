import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { parseAnswer } from './answer.ts';
import type { ObdConfig } from './config.ts';
import { commandFor, subjectOf, take, timeoutFor } from './exchange.ts';
import { allDue, dueAgain, nextAsk } from './plan.ts';
import type { Reply } from './reply.ts';
import { startReset } from './setup.ts';
import type { Ask, OpenLine, SessionEffect, SessionState, Stage, Step } from './state.ts';
import { atStage, cancelTimers, followedBy, setTimer, tell, unchanged, written } from './step.ts';

type Ready = Extract<Stage, { kind: 'ready' }>;

/** Writes what is due, or waits until something is. */
export function poll(
  state: SessionState,
  line: OpenLine,
  stage: Ready,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const next = nextAsk(state, stage.car, now, config);
  switch (next.kind) {
    case 'rest':
      return { state, effects: cancelTimers('reply', 'poll') };
    case 'wait':
      return {
        state,
        effects: [...cancelTimers('reply'), setTimer('poll', milliseconds(next.until - now))],
      };
    case 'ask':
      return write(state, line, stage, next.ask, now, config);
    default:
      return next satisfies never;
  }
}

function write(
  state: SessionState,
  line: OpenLine,
  stage: Ready,
  ask: Ask,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const subject = subjectOf(ask);
  const noted: SessionState = {
    ...state,
    due: subject === 'support' || subject === 'vin' ? state.due : dueAgain(subject, state, now, config),
    odometerWanted: state.odometerWanted && !isWanted(ask),
  };
  const request = { command: commandFor(ask), timeoutMs: timeoutFor(ask, config) };
  return written(noted, line, { ...stage, asked: ask }, request);
}

/** Takes a reply; the odometer is wanted at once where the car has come to a stop. */
export function polled(
  state: SessionState,
  line: OpenLine,
  stage: Ready,
  reply: Reply,
  command: string,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const answer = parseAnswer(reply, command);
  if (answer.kind === 'error' && answer.error === 'adapter-reset') {
    const effects = [tell({ what: 'adapter', reason: 'adapter-reset' })];
    return followedBy({ state, effects }, (next) => startReset(next, line, 1, config));
  }
  if (stage.asked === undefined) return unchanged(state);
  const { car, reading, unavailable } = take(stage.car, stage.asked, answer, now, config);
  const moving = reading?.kind === 'speed' ? reading.kilometresPerHour > 0 : state.moving;
  const effects: SessionEffect[] = [];
  if (reading !== undefined) effects.push({ kind: 'reading', reading });
  if (unavailable !== undefined) effects.push(tell(unavailable));
  return {
    state: {
      ...atStage(state, line, { kind: 'ready', car, asked: undefined }),
      moving,
      odometerWanted: state.odometerWanted || (state.moving && !moving),
    },
    effects,
  };
}

/** What follows from the ignition; its going off asks for a last odometer reading while control units still run. */
export function ignitionTurned(
  state: SessionState,
  on: boolean,
  now: Milliseconds,
  config: ObdConfig,
): SessionState {
  if (on === state.ignitionOn) return state;
  if (on) return { ...state, ignitionOn: true, ignitionOffAt: undefined, due: allDue(now) };
  return {
    ...state,
    ignitionOn: false,
    ignitionOffAt: now,
    odometerWanted: true,
    moving: false,
    due: { ...state.due, voltage: milliseconds(now + config.parkedVoltageEveryMs) },
  };
}

/** Whether somebody waits for the answer. */
export const isWanted = (ask: Ask | undefined): boolean => ask?.kind === 'quantity' && ask.wanted;
