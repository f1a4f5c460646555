import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { nextLifting, nextSetting } from './addressing.ts';
import { askable, askFor } from './candidates.ts';
import type { ObdConfig } from './config.ts';
import { protocolOf } from './discovery.ts';
import { supportRequest, vinRequest } from './pids.ts';
import { probeRequest } from './probe.ts';
import type { Ask, Car, DueTimes, QuantityAsk, ReadyStage, SessionState, Task } from './state.ts';

/** What to do next with an adapter that is ready. */
export type Next =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'wait'; readonly until: Milliseconds }
  /** The adapter still asks one control unit, and all are to be looked for. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'rest' };

/** Everything is due now. */
export const allDue = (now: Milliseconds): DueTimes => ({
  speed: now,
  'engine-speed': now,
  odometer: now,
  'odometer-check': now,
  'fuel-level': now,
  'traction-battery': now,
  voltage: now,
  'ignition-on': now,
  'doors-closed': now,
  'windows-closed': now,
  'lights-off': now,
  'cable-connected': now,
});

/** When a task is due again: on its own beat, or from now where that beat was missed. */
export function dueAgain(task: Task, state: SessionState, now: Milliseconds, config: ObdConfig): DueTimes {
  const every = milliseconds(periodOf(task, state, config));
  const onBeat = state.due[task] + every;
  const due: Record<Task, Milliseconds> = { ...state.due };
  due[task] = milliseconds(onBeat > now ? onBeat : now + every);
  return due;
}

/** A wanted odometer reading before all else, then what is due; the adapter is addressed to it first. */
export function nextAsk(state: SessionState, stage: ReadyStage, now: Milliseconds, config: ObdConfig): Next {
  const next = nextTask(state, stage, now, config);
  if (next.kind !== 'ask' || next.ask.kind === 'adapter-voltage') return next;
  if (next.ask.kind !== 'quantity') return toEverybody(stage, next);
  const ask = addressed(stage, next.ask);
  return ask === next.ask ? next : { kind: 'ask', ask };
}

/** What is asked of all control units. Where no reset lifts what the adapter was told for one of them, and nobody answers, it is told otherwise. */
function toEverybody({ settings, car, protocol }: ReadyStage, next: Next & { readonly kind: 'ask' }): Next {
  const failures = car.kind === 'unknown' ? car.failures : 0;
  if (!settings.areKept) return settings.told.size === 0 ? next : { kind: 'reset' };
  if (next.ask.kind === 'protocol' || (failures === 0 && settings.told.size === 0)) return next;
  const command = nextLifting(settings, protocol, failures);
  return command === undefined ? next : { kind: 'ask', ask: { kind: 'addressing', ...command } };
}

/** Somebody drives, or may at any moment; a car that is charged at its cable stands, and is asked seldom. */
export const isDriven = ({ ignitionOn, moving, engineRuns }: SessionState): boolean =>
  ignitionOn || moving || engineRuns === true;

/** Whether the control units run anyway: the ignition is on, or the voltage says that engine or charger run. */
const runs = ({ ignitionOn, charging }: SessionState): boolean => ignitionOn || charging;

function nextTask(
  state: SessionState,
  { car, protocol }: ReadyStage,
  now: Milliseconds,
  config: ObdConfig,
): Next {
  const last =
    car.kind === 'known' && mayAskControlUnits(state, now, config) ? wantedLast(state, car, now) : undefined;
  if (last !== undefined) return { kind: 'ask', ask: last };
  const condition = car.kind === 'known' ? wantedCondition(state, car, now) : undefined;
  if (condition !== undefined) return { kind: 'ask', ask: condition };
  if (!runs(state)) return whenDue(voltage(state), now);
  return car.kind === 'known'
    ? polling(state, car, now, config)
    : discovery(state, car, protocol, now, config);
}

/** What must be known of a car that was just driven, while its control units still run. */
function wantedLast(state: SessionState, car: Known, now: Milliseconds): QuantityAsk | undefined {
  const odometer = state.odometerWanted ? askFor('odometer', car, now, state.engineRuns, true) : undefined;
  return odometer ?? (state.speedWanted ? askFor('speed', car, now, state.engineRuns) : undefined);
}

/** Whether a wanted odometer reading can still come. */
export function canReadOdometer(state: SessionState, now: Milliseconds, config: ObdConfig): boolean {
  if (state.line.kind !== 'open' || state.line.stage.kind !== 'ready') return false;
  const { car } = state.line.stage;
  if (!mayAskControlUnits(state, now, config)) return false;
  return car.kind === 'known'
    ? askFor('odometer', car, now, state.engineRuns, true) !== undefined
    : runs(state);
}

/** Whoever ends a rental has just used the car: its control units may be asked what changed since the ignition went off. */
function wantedCondition(state: SessionState, car: Known, now: Milliseconds): QuantityAsk | undefined {
  const told = state.conditionsWanted.find((condition) => askable(car).has(condition));
  return told === undefined ? undefined : askFor(told, car, now, state.engineRuns, true);
}

/** Whether a wanted condition can still be told: by a car that is known, and tells it. */
export function canReadConditions({ line, conditionsWanted }: SessionState): boolean {
  if (line.kind !== 'open' || line.stage.kind !== 'ready') return false;
  const { car } = line.stage;
  return car.kind === 'known' && conditionsWanted.some((condition) => askable(car).has(condition));
}

/** Control units are left alone unless they run anyway: a sleeping one would be woken. */
const mayAskControlUnits = (state: SessionState, now: Milliseconds, config: ObdConfig): boolean =>
  runs(state) || (state.ignitionOffAt !== undefined && now < state.ignitionOffAt + config.afterRunMs);

interface Candidate {
  readonly dueAt: Milliseconds;
  readonly ask: Ask;
}

type Known = Extract<Car, { kind: 'known' }>;
type Unknown = Extract<Car, { kind: 'unknown' }>;

/** What is latest by its own beat, or due first: a fixed order would starve the last where the adapter is slow. */
function polling(state: SessionState, car: Known, now: Milliseconds, config: ObdConfig): Next {
  let first: Ask | undefined;
  let dueFirst = milliseconds(0);
  let latest = Number.NEGATIVE_INFINITY;
  for (const task of askable(car).keys()) {
    const lateness = latenessOf(task, state, now, config);
    if (lateness <= latest) continue;
    const ask = task === 'voltage' ? voltageFrom(state, car, now) : askFor(task, car, now, state.engineRuns);
    if (ask === undefined) continue;
    first = ask;
    dueFirst = state.due[task];
    latest = lateness;
  }
  return first === undefined ? { kind: 'rest' } : whenDue({ dueAt: dueFirst, ask: first }, now);
}

/**
 * In beats that were missed, below 0 in milliseconds that are left. Of speed one at most counts: it has every other turn where the
 * adapter is slow, and no more, for the odometer is not to fall silent.
 */
function latenessOf(task: Task, state: SessionState, now: Milliseconds, config: ObdConfig): number {
  const lateMs = now - state.due[task];
  if (lateMs <= 0) return lateMs;
  const beats = lateMs / periodOf(task, state, config);
  return task === 'speed' ? Math.min(beats, 1) : beats;
}

/** Without the ignition only the adapter is asked: it notices the end of charging without keeping control units awake. */
const voltageFrom = (state: SessionState, car: Known, now: Milliseconds): Ask =>
  (state.ignitionOn ? askFor('voltage', car, now, state.engineRuns) : undefined) ?? {
    kind: 'adapter-voltage',
  };

function discovery(
  state: SessionState,
  car: Unknown,
  protocol: string | undefined,
  now: Milliseconds,
  config: ObdConfig,
): Next {
  const isSeldom = car.failures > 0 && !isDriven(state);
  const retryAt = milliseconds(car.retryAt + (isSeldom ? config.chargingEveryMs : 0));
  if (state.due.voltage < retryAt) return whenDue(voltage(state), now);
  const wanted = protocolOf(car.failures);
  const ask: Ask = wanted === protocol ? discoveryAsk(car) : { kind: 'protocol', number: wanted ?? '0' };
  return whenDue({ dueAt: retryAt, ask }, now);
}

function discoveryAsk({ next }: Unknown): Ask {
  if (next === 'vin') return { kind: 'vin', request: vinRequest };
  if ('probe' in next) return { kind: 'probe', at: next.probe, request: probeRequest(next.probe) };
  return { kind: 'support', from: next.supportFrom, request: supportRequest(next.supportFrom) };
}

/** The question, or what the adapter is to be told before it. */
function addressed({ settings, car }: ReadyStage, ask: QuantityAsk): Ask {
  const failures = car.kind === 'known' ? (car.failures.get(ask.name)?.count ?? 0) : 0;
  const command = nextSetting(settings, ask, failures);
  return command === undefined ? ask : { kind: 'addressing', ...command };
}

const voltage = (state: SessionState): Candidate => ({
  dueAt: state.due.voltage,
  ask: { kind: 'adapter-voltage' },
});

const whenDue = ({ dueAt, ask }: Candidate, now: Milliseconds): Next =>
  dueAt <= now ? { kind: 'ask', ask } : { kind: 'wait', until: dueAt };

function periodOf(task: Task, state: SessionState, config: ObdConfig): number {
  return task === 'voltage' || isDriven(state)
    ? drivingPeriodOf(task, state, config)
    : config.chargingEveryMs;
}

function drivingPeriodOf(task: Task, state: SessionState, config: ObdConfig): number {
  switch (task) {
    case 'speed':
      return config.speedEveryMs;
    case 'engine-speed':
      return config.engineSpeedEveryMs;
    case 'odometer':
      return config.odometerEveryMs;
    case 'odometer-check':
      return config.odometerCheckEveryMs;
    case 'fuel-level':
    case 'traction-battery':
      return config.fuelEveryMs;
    case 'voltage':
      return runs(state)
        ? config.voltageEveryMs
        : state.awake
          ? config.parkedVoltageEveryMs
          : config.asleepVoltageEveryMs;
    default:
      return config.conditionEveryMs;
  }
}
