import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { ObdConfig } from './config.ts';
import { type Quantity, quantityRequests, supportRequest, vinRequest } from './pids.ts';
import type { Ask, Car, DueTimes, SessionState, Support, Task } from './state.ts';

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
  if (!state.ignitionOn) {
    return state.awake ? firstDue([[state.due.voltage, { kind: 'adapter-voltage' }]], now) : { kind: 'rest' };
  }
  return firstDue(car.kind === 'known' ? polling(state, car) : discovery(state, car), now);
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

type Candidate = readonly [dueAt: Milliseconds, ask: Ask];

/** The longest overdue; a fixed order would starve the last where the adapter is slow. */
function firstDue(candidates: readonly Candidate[], now: Milliseconds): Next {
  const [first] = candidates.toSorted(([a], [b]) => a - b);
  if (first === undefined) return { kind: 'rest' };
  const [dueAt, ask] = first;
  return dueAt <= now ? { kind: 'ask', ask } : { kind: 'wait', until: dueAt };
}

function polling(state: SessionState, car: Extract<Car, { kind: 'known' }>): readonly Candidate[] {
  return tasksInOrder.flatMap((task): Candidate[] => {
    const ask = askFor(task, car, false);
    return ask === undefined ? [] : [[state.due[task], ask]];
  });
}

function discovery(state: SessionState, car: Extract<Car, { kind: 'unknown' }>): readonly Candidate[] {
  const ask: Ask =
    car.next === 'vin'
      ? { kind: 'vin', request: vinRequest }
      : { kind: 'support', from: car.next.supportFrom, request: supportRequest(car.next.supportFrom) };
  return [
    [car.retryAt, ask],
    [state.due.voltage, { kind: 'adapter-voltage' }],
  ];
}

function askFor(task: Task, car: Extract<Car, { kind: 'known' }>, wanted: boolean): Ask | undefined {
  for (const quantity of quantitiesFor(task, car.odometerFailures)) {
    const ecu = firstSupporting(car.support, quantityRequests[quantity].pid);
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

/** Always the same control unit for a PID, the lowest id: two of them may count differently. */
const firstSupporting = (support: Support, pid: number): string | undefined =>
  [...support.keys()].sort().find((ecu) => support.get(ecu)?.has(pid));

function periodOf(task: Task, state: SessionState, config: ObdConfig): number {
  switch (task) {
    case 'speed':
    case 'engine-speed':
      return config.speedEveryMs;
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
