import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { withTold } from './addressing.ts';
import type { Answer } from './answer.ts';
import type { ObdConfig } from './config.ts';
import { startAnew } from './discovery.ts';
import { commandFor, type Outcome, type Question, take, timeoutFor } from './exchange.ts';
import { allDue, dueAgain, isDriven, nextAsk } from './plan.ts';
import { isOk, startReset } from './setup.ts';
import type { Ask, Car, OpenLine, ReadyStage, SessionEffect, SessionState, Step, Task } from './state.ts';
import { atStage, awaiting, cancelTimers, followedBy, setTimer, tell, unchanged, writing } from './step.ts';

/** Charging begins above about 13 V; a battery just charged stays below it. */
const chargingMillivolts = 13_200;
const restingMillivolts = 12_900;
/** Answers in a row that make no sense, before the adapter is reset. */
const mostSenseless = 12;
/** Requests in a row that nobody answered, before the control units are looked for anew. */
const mostSilent = 12;
/** Errors on the bus in a row, before the same: a single one passes, and a search would cost seconds of a drive. */
const mostDisturbed = 4;

const cancelReply: SessionEffect = { kind: 'cancel-timer', timer: 'reply' };

/** Writes what is due, or waits until something is. */
export function poll(
  state: SessionState,
  line: OpenLine,
  stage: ReadyStage,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const next = nextAsk(state, stage, now, config);
  switch (next.kind) {
    case 'rest':
      return { state, effects: cancelTimers('reply', 'poll') };
    case 'wait':
      return { state, effects: [cancelReply, setTimer('poll', milliseconds(next.until - now))] };
    case 'reset':
      return startReset(state, line, 1, config);
    case 'ask':
      return write(state, line, stage, next.ask, now, config);
    default:
      return next satisfies never;
  }
}

function write(
  state: SessionState,
  line: OpenLine,
  stage: ReadyStage,
  ask: Ask,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const task = taskOf(ask);
  const request = { command: commandFor(ask), timeoutMs: timeoutFor(ask, config) * 2 ** state.patience };
  const noted: SessionState = {
    ...state,
    due: task === undefined ? state.due : dueAgain(task, state, now, config),
    odometerWanted: state.odometerWanted && !(isWanted(ask) && task === 'odometer'),
    speedWanted: state.speedWanted && task !== 'speed',
    conditionsWanted: withoutTask(state.conditionsWanted, task),
    line: awaiting(line, { ...stage, asked: ask }, request),
  };
  return { state: noted, effects: writing(request) };
}

const withoutTask = (wanted: SessionState['conditionsWanted'], task: Task | undefined) =>
  wanted.length === 0 ? wanted : wanted.filter((condition) => condition !== task);

function taskOf(ask: Ask): Task | undefined {
  if (ask.kind === 'quantity') return ask.task;
  return ask.kind === 'adapter-voltage' ? 'voltage' : undefined;
}

/** Takes a reply. */
export function polled(
  state: SessionState,
  line: OpenLine,
  stage: ReadyStage,
  answer: Answer,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const { asked } = stage;
  if (answer.kind === 'error' && answer.error === 'adapter-reset') {
    const effects = [tell({ what: 'adapter', reason: 'adapter-reset' })];
    return followedBy({ state, effects }, (next) => startReset(next, line, 1, config));
  }
  if (asked === undefined) return unchanged(state);
  if (asked.kind === 'protocol' || asked.kind === 'addressing') {
    return unchanged(atStage(state, line, adapterTold(stage, asked, answer)));
  }
  return understood(state, line, stage, asked, answer, now, config);
}

/** The adapter set as it was told. One that refuses keeps what it has; then the request is in vain, and counts as failed. */
function adapterTold(
  stage: ReadyStage,
  asked: Extract<Ask, { kind: 'protocol' | 'addressing' }>,
  answer: Answer,
): ReadyStage {
  const isTaken = answer.kind === 'text' && answer.lines.some(isOk);
  const senseless = isTaken ? stage.senseless : stage.senseless + 1;
  const told = { ...stage, asked: undefined, senseless };
  return asked.kind === 'protocol'
    ? { ...told, protocol: asked.number === '0' ? undefined : asked.number }
    : { ...told, settings: withTold(stage.settings, asked, isTaken) };
}

function understood(
  state: SessionState,
  line: OpenLine,
  stage: ReadyStage,
  asked: Question,
  answer: Answer,
  now: Milliseconds,
  config: ObdConfig,
): Step {
  const outcome = take(stage.car, asked, answer, { now, config, engineRuns: state.engineRuns });
  const { car } = outcome;
  const effects = toTell(outcome, stage.car);
  const { senseless, silent, disturbed } = countedOn(stage, asked, outcome);
  if (senseless >= mostSenseless) {
    const lost = [...effects, tell({ what: 'adapter', reason: 'adapter-not-understood' })];
    return followedBy({ state, effects: lost }, (next) => startReset(next, line, 1, config));
  }
  const isGone = car.kind === 'known' && (silent >= mostSilent || disturbed >= mostDisturbed);
  const next: ReadyStage = {
    ...stage,
    car: isGone ? startAnew(car, now, config) : car,
    asked: undefined,
    senseless,
    silent: isGone ? 0 : silent,
    disturbed: isGone ? 0 : disturbed,
  };
  return { state: noticed(atStage(state, line, next), outcome, now, config), effects };
}

/** Most answers bring a reading and nothing else. */
function toTell({ car, reading, unavailable }: Outcome, before: Car): readonly SessionEffect[] {
  const told: SessionEffect[] = reading === undefined ? [] : [{ kind: 'reading', reading }];
  if (unavailable !== undefined) told.push(tell(unavailable));
  if (before.kind === 'unknown' && car.kind === 'known') told.push({ kind: 'profile', profile: car.profile });
  return told;
}

/** What tells a control unit that keeps silent, and a bus that is disturbed, from an adapter that makes no sense. */
function countedOn(
  { senseless, silent, disturbed }: ReadyStage,
  asked: Question,
  { reading, unavailable }: Outcome,
): Pick<ReadyStage, 'senseless' | 'silent' | 'disturbed'> {
  if (asked.kind === 'adapter-voltage') return { senseless, silent, disturbed };
  if (unavailable === undefined) {
    return { senseless: 0, silent: reading === undefined ? silent : 0, disturbed: 0 };
  }
  if (unavailable.reason === 'no-data') return { senseless, silent: silent + 1, disturbed: 0 };
  const isDisturbed = unavailable.reason === 'bus-error';
  return { senseless: senseless + 1, silent, disturbed: isDisturbed ? disturbed + 1 : 0 };
}

/** What a reading says of the car; all is due as it turns out to be driven though its ignition input says no. */
function noticed(state: SessionState, outcome: Outcome, now: Milliseconds, config: ObdConfig): SessionState {
  const after = told(state, outcome, now, config);
  return isDriven(after) && !isDriven(state) ? { ...after, due: allDue(now) } : after;
}

/** The odometer is wanted at once where the car has come to a stop. */
function told(state: SessionState, { reading }: Outcome, now: Milliseconds, config: ObdConfig): SessionState {
  switch (reading?.kind) {
    case 'speed': {
      const moving = reading.kilometresPerHour > 0;
      if (moving === state.moving) return state;
      return { ...state, moving, odometerWanted: state.odometerWanted || !moving };
    }
    case 'engine-speed':
      return { ...state, engineRuns: reading.revolutionsPerMinute > 0 };
    case 'voltage':
      return charged(state, reading.millivolts, now, config);
    default:
      return state;
  }
}

/** The end of charging is looked for often, since the control units that are asked meanwhile may then sleep. */
function charged(
  state: SessionState,
  millivolts: number,
  now: Milliseconds,
  config: ObdConfig,
): SessionState {
  const charging = millivolts >= (state.charging ? restingMillivolts : chargingMillivolts);
  if (charging === state.charging) return state;
  if (state.ignitionOn) return { ...state, charging };
  return charging
    ? { ...state, charging, due: { ...allDue(now), voltage: milliseconds(now + config.voltageEveryMs) } }
    : { ...state, charging, moving: false, engineRuns: undefined };
}

/** What follows from the ignition; its going off asks for last readings while control units still run. */
export function ignitionTurned(
  state: SessionState,
  on: boolean,
  now: Milliseconds,
  config: ObdConfig,
): SessionState {
  if (on === state.ignitionOn) return state;
  const known = { ...state, ignitionOn: on, charging: false, engineRuns: undefined };
  if (on) return { ...known, ignitionOffAt: undefined, speedWanted: false, due: allDue(now) };
  return {
    ...known,
    ignitionOffAt: now,
    odometerWanted: true,
    speedWanted: state.moving,
    moving: false,
    due: { ...state.due, voltage: milliseconds(now + config.afterIgnitionVoltageMs) },
  };
}

/** Whether somebody waits for the answer. */
export const isWanted = (ask: Ask | undefined): boolean => ask?.kind === 'quantity' && ask.wanted;
