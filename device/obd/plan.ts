import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { ObdConfig } from './config.ts';
import { type Quantity, quantityRequests, supportRequest, vinRequest } from './pids.ts';
import type { Ask, Car, DueTimes, SessionState, Task } from './state.ts';

/** What to do next with an adapter that is ready. */
export type Next =
  | { readonly kind: 'ask'; readonly ask: Ask }
  | { readonly kind: 'wait'; readonly until: Milliseconds }
  | { readonly kind: 'rest' };

const tasksInOrder = ['speed', 'engine-speed', 'odometer', 'fuel-level', 'voltage'] as const satisfies Task[];

/** A6 answers without a reading, in a row, before PID 31 takes its place. */
const mostOdometerFailures = 3;

/** Everything is due now. */
export const allDue = (now: Milliseconds): DueTimes => ({
  speed: now,
  'engine-speed': now,
  odometer: now,
  'fuel-level': now,
  voltage: now,
});

/** When a task is due again: on its own beat, or from now where that beat was missed. */
export function dueAgain(task: Task, state: SessionState, now: Milliseconds, config: ObdConfig): DueTimes {
  const every = milliseconds(periodOf(task, state, config));
  const onBeat = state.due[task] + every;
  return { ...state.due, [task]: milliseconds(onBeat > now ? onBeat : now + every) };
}

/** A wanted odometer reading before all else, then what is due. */
export function nextAsk(state: SessionState, car: Car, now: Milliseconds, config: ObdConfig): Next {
  if (state.odometerWanted && mayAskControlUnits(state, now, config) && car.kind === 'known') {
    const ask = askFor('odometer', car, true);
    if (ask !== undefined) return { kind: 'ask', ask };
  }
  if (!state.ignitionOn) return state.awake ? whenDue(voltage(state), now) : { kind: 'rest' };
  return car.kind === 'known' ? polling(state, car, now) : discovery(state, car, now);
}

/** Whether a wanted odometer reading can still come. */
export function canReadOdometer(state: SessionState, now: Milliseconds, config: ObdConfig): boolean {
  if (state.line.kind !== 'open' || state.line.stage.kind !== 'ready') return false;
  const { car } = state.line.stage;
  if (!mayAskControlUnits(state, now, config)) return false;
  return car.kind === 'known' ? askFor('odometer', car, true) !== undefined : state.ignitionOn;
}

/** Control units are left alone unless they run anyway: a sleeping one would be woken. */
const mayAskControlUnits = (state: SessionState, now: Milliseconds, config: ObdConfig): boolean =>
  state.ignitionOn || (state.ignitionOffAt !== undefined && now < state.ignitionOffAt + config.afterRunMs);

interface Candidate {
  readonly dueAt: Milliseconds;
  readonly ask: Ask;
}

type Known = Extract<Car, { kind: 'known' }>;
type Unknown = Extract<Car, { kind: 'unknown' }>;

/** The longest overdue; a fixed order would starve the last where the adapter is slow. */
function polling(state: SessionState, car: Known, now: Milliseconds): Next {
  let first: Candidate | undefined;
  for (const task of tasksInOrder) {
    const ask = askFor(task, car, false);
    const dueAt = state.due[task];
    if (ask !== undefined && (first === undefined || dueAt < first.dueAt)) first = { dueAt, ask };
  }
  return first === undefined ? { kind: 'rest' } : whenDue(first, now);
}

function discovery(state: SessionState, car: Unknown, now: Milliseconds): Next {
  if (state.due.voltage < car.retryAt) return whenDue(voltage(state), now);
  const ask: Ask =
    car.next === 'vin'
      ? { kind: 'vin', request: vinRequest }
      : { kind: 'support', from: car.next.supportFrom, request: supportRequest(car.next.supportFrom) };
  return whenDue({ dueAt: car.retryAt, ask }, now);
}

const voltage = (state: SessionState): Candidate => ({
  dueAt: state.due.voltage,
  ask: { kind: 'adapter-voltage' },
});

const whenDue = ({ dueAt, ask }: Candidate, now: Milliseconds): Next =>
  dueAt <= now ? { kind: 'ask', ask } : { kind: 'wait', until: dueAt };

function askFor(task: Task, car: Known, wanted: boolean): Ask | undefined {
  for (const quantity of quantitiesFor(task, car.odometerFailures)) {
    const ecu = car.ecuOf.get(quantityRequests[quantity].pid);
    if (ecu !== undefined) return { kind: 'quantity', task, quantity, ecu, wanted };
  }
  return task === 'voltage' ? { kind: 'adapter-voltage' } : undefined;
}

function quantitiesFor(task: Task, odometerFailures: number): readonly Quantity['kind'][] {
  if (task !== 'odometer') return [task];
  return odometerFailures < mostOdometerFailures
    ? ['odometer', 'distance-since-clear']
    : ['distance-since-clear', 'odometer'];
}

function periodOf(task: Task, state: SessionState, config: ObdConfig): number {
  switch (task) {
    case 'speed':
      return config.speedEveryMs;
    case 'engine-speed':
      return config.engineSpeedEveryMs;
    case 'odometer':
      return config.odometerEveryMs;
    case 'fuel-level':
      return config.fuelEveryMs;
    case 'voltage':
      return state.ignitionOn ? config.voltageEveryMs : config.parkedVoltageEveryMs;
    default:
      return task satisfies never;
  }
}
