import type { Milliseconds } from '../../protocol/units.ts';
import { everybody } from './addressing.ts';
import { type QuantityRequest, quantityRequests, type StandardQuantity } from './pids.ts';
import { type ProfileSubject, profileRequest } from './profile.ts';
import { type Car, type QuantityAsk, type Task, tasks } from './state.ts';
import { unnamedOdometer } from './unnamed-odometer.ts';

type Known = Extract<Car, { kind: 'known' }>;

/** A way to learn something. */
type Candidate = Omit<QuantityAsk, 'task' | 'wanted'>;

/** Answers without a reading, in a row, before another source takes its place, */
const mostFailures = 3;
/** and when it is tried again. */
export const retryAfterMs = 60_000;

/** What a task asks: its best source that answers, or the best one where none does. Nothing where the car tells it in no way. */
export function askFor(
  task: Task,
  car: Known,
  now: Milliseconds,
  engineRuns: boolean | undefined,
  wanted = false,
): QuantityAsk | undefined {
  const known = askable(car).get(task) ?? [];
  const sound =
    car.failures.size === 0 ? known : known.filter(({ name }) => isSound(car, name, now, engineRuns));
  const ask =
    task === 'odometer-check' ? (sound[1] ?? unnamedOdometer(car, engineRuns)) : (sound[0] ?? known[0]);
  return ask !== undefined && wanted ? { ...ask, wanted } : ask;
}

/** The car with an answer to this request counted. An odometer that speaks only while the engine turns has not failed before. */
export function counted(
  car: Known,
  { name, task }: QuantityAsk,
  answered: boolean,
  now: Milliseconds,
  engineRuns: boolean | undefined,
): Known {
  const before = car.failures.get(name)?.count ?? 0;
  const excused = task === 'odometer' && engineRuns === false;
  if (answered ? before === 0 : excused) return car;
  const failures = new Map(car.failures);
  if (answered) failures.delete(name);
  else failures.set(name, { count: before + 1, retryAt: (now + retryAfterMs) as Milliseconds });
  return { ...car, failures };
}

function isSound(car: Known, name: string, now: Milliseconds, engineRuns: boolean | undefined): boolean {
  const failure = car.failures.get(name);
  if (failure === undefined || engineRuns === false) return true;
  return failure.count < mostFailures || now >= failure.retryAt;
}

type Subject = Exclude<Task, 'odometer-check'>;

const subjectOf = (task: Task): Subject => (task === 'odometer-check' ? 'odometer' : task);

/** What a car is asked follows from what it is, and is looked at before every request. */
const asksOf = new WeakMap<Known, ReadonlyMap<Task, readonly QuantityAsk[]>>();

/** Each task of which the car tells something, with the ways to learn it; the adapter tells a voltage in any car, and any may yet tell its odometer. */
export function askable(car: Known): ReadonlyMap<Task, readonly QuantityAsk[]> {
  const known = asksOf.get(car);
  if (known !== undefined) return known;
  const asks = new Map(
    tasks
      .map((task) => [task, asksFor(task, car)] as const)
      .filter(([task, ways]) => ways.length > 0 || task === 'voltage' || task === 'odometer-check'),
  );
  asksOf.set(car, asks);
  return asks;
}

const asksFor = (task: Task, car: Known): readonly QuantityAsk[] =>
  found(subjectOf(task), car).map((candidate) => ({ ...candidate, task, wanted: false }));

function found(subject: Subject, car: Known): readonly Candidate[] {
  switch (subject) {
    case 'odometer':
      return present(standard('odometer', car), own('odometer', car), standard('distance-since-clear', car));
    case 'fuel-level':
      return present(own('fuel', car), standard('fuel-level', car));
    case 'speed':
    case 'engine-speed':
    case 'traction-battery':
    case 'voltage':
      return present(standard(subject, car));
    default:
      return present(own(subject, car));
  }
}

const present = (...candidates: readonly (Candidate | undefined)[]): readonly Candidate[] =>
  candidates.filter((candidate) => candidate !== undefined);

function standard(quantity: StandardQuantity, car: Known): Candidate | undefined {
  const request: QuantityRequest = quantityRequests[quantity];
  const ecu = car.ecuOf.get(request.pid);
  return ecu === undefined
    ? undefined
    : { kind: 'quantity', name: quantity, request, ecu, address: everybody };
}

function own(subject: ProfileSubject, { profile }: Known): Candidate | undefined {
  const request = profile === undefined ? undefined : profileRequest(profile, subject);
  if (request === undefined) return undefined;
  const { to, from } = request;
  return { kind: 'quantity', name: `profile-${subject}`, request, ecu: from, address: { to, from } };
}
