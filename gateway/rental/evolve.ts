import type { JournalId } from '../../protocol/ids.ts';
import type { Fact, FactOf } from '../../protocol/messages/registry.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { CarState, Point, Rented, Stretch } from './car-state.ts';
import type { Change, GapCause, UnassignedCause } from './change.ts';

/** A record in its turn; `fact` is null where its kind is unknown here or its body withheld. */
export interface RecordApplied {
  readonly kind: 'record';
  readonly journal: JournalId;
  readonly seq: number;
  readonly wallTime: EpochMilliseconds;
  readonly odometerMetres: number;
  readonly fact: Fact | null;
}

/** What happens to a car's state: a record in its turn, or records that are passed over for good. */
export type Applied =
  | RecordApplied
  | {
      readonly kind: 'passed-over';
      readonly journal: JournalId;
      readonly fromSeq: number;
      readonly toSeq: number;
      readonly cause: Exclude<GapCause, 'journal-changed'>;
    };

export interface Evolved<State extends CarState | null = CarState> {
  readonly state: State;
  readonly changes: readonly Change[];
}

/**
 * One step of the fold from a car's records to rentals, trips and unassigned ways (D5, D10). Every metre between the first
 * and the last odometer comes into exactly one of: a rental, an unassigned way, a step of the odometer, what is still open.
 */
export function evolve(state: CarState, applied: Applied): Evolved;
export function evolve(state: CarState | null, applied: Applied): Evolved<CarState | null>;
export function evolve(state: CarState | null, applied: Applied): Evolved<CarState | null> {
  return applied.kind === 'record' ? applyRecord(state, applied) : passOver(state, applied);
}

function passOver(
  state: CarState | null,
  { journal, fromSeq, toSeq, cause }: Exclude<Applied, RecordApplied>,
): Evolved<CarState | null> {
  const changes: Change[] = [{ kind: 'gap', journal, fromSeq, toSeq, cause }];
  return { state: state === null ? null : { ...state, afterGap: true }, changes };
}

function applyRecord(before: CarState | null, record: RecordApplied): Evolved {
  const here = pointOf(record);
  const changes: Change[] = [];
  const arrived = before === null ? startAt(beforeStep(record)) : bridge(before, record, changes);
  const state = { ...arrived, last: here, afterGap: false };
  return { state: record.fact === null ? state : applyFact(state, record, record.fact, changes), changes };
}

const pointOf = ({ journal, seq, odometerMetres }: RecordApplied): Point => ({
  journal,
  seq,
  odometerMetres,
});

const startAt = (here: Point): CarState => ({
  first: here,
  last: here,
  afterGap: false,
  use: { kind: 'free', since: { from: here, rebasedMetres: 0 } },
});

/** Over a gap a free car's way has two parts: what is known to be between rentals, and what happened unseen. */
function bridge(state: CarState, record: RecordApplied, changes: Change[]): CarState {
  const { last, use } = state;
  const newJournal = last.journal !== record.journal;
  if (newJournal) changes.push(lostEnd(last));
  if (!newJournal && !state.afterGap) return state;
  if (use.kind === 'rented') return { ...state, use: { ...use, whole: false } };
  assign(changes, use.since, last, 'between-rentals');
  const arrival = beforeStep(record);
  assign(changes, { from: last, rebasedMetres: 0 }, arrival, 'records-missing');
  return { ...state, use: { kind: 'free', since: { from: arrival, rebasedMetres: 0 } } };
}

const lostEnd = (last: Point): Change => ({
  kind: 'gap',
  journal: last.journal,
  fromSeq: last.seq + 1,
  toSeq: last.seq,
  cause: 'journal-changed',
});

/** A record of a step shows the odometer after it. */
function beforeStep(record: RecordApplied): Point {
  const { fact } = record;
  const stepMetres = fact?.kind === 'odometer-rebased' ? fact.afterMetres - fact.beforeMetres : 0;
  return { ...pointOf(record), odometerMetres: record.odometerMetres - stepMetres };
}

function applyFact(state: CarState, record: RecordApplied, fact: Fact, changes: Change[]): CarState {
  switch (fact.kind) {
    case 'rental-opened':
      return openRental(state, record, fact, changes);
    case 'rental-closed':
      return closeRental(state, fact, changes);
    case 'trip-ended':
      return endTrip(state, fact, changes);
    case 'odometer-rebased':
      return rebase(state, fact, changes);
    case 'command-done':
      changes.push({ kind: 'command-done', done: fact });
      return state;
    case 'list-taken':
      changes.push({ kind: 'list-taken', taken: fact });
      return state;
    case 'configuration-changed':
      changes.push({ kind: 'settings-told', told: fact });
      return state;
    case 'set-aside':
      changes.push({ kind: 'set-aside', range: fact });
      return state;
    case 'alarm':
      changes.push({ kind: 'alarm', alarm: fact });
      return state;
    default:
      return state;
  }
}

function openRental(
  state: CarState,
  { wallTime }: RecordApplied,
  { reservation, subject, zones }: FactOf<'rental-opened'>,
  changes: Change[],
): CarState {
  const { use, last: at } = state;
  if (use.kind === 'free') assign(changes, use.since, at, 'between-rentals');
  else leaveOpen(use, at, changes);
  changes.push({ kind: 'rental-opened', at, reservation, subject, openedAt: wallTime, zones });
  const since = { from: at, rebasedMetres: 0 };
  const opened = { reservation, subject, openedAt: wallTime };
  return { ...state, use: { kind: 'rented', since, whole: true, ...opened, tripMetres: 0 } };
}

function leaveOpen(use: Rented, at: Point, changes: Change[]): void {
  assign(changes, use.since, at, 'closing-missing');
  changes.push({ kind: 'rental-incomplete', opened: use.since.from, closed: null });
}

function closeRental(state: CarState, fact: FactOf<'rental-closed'>, changes: Change[]): CarState {
  const { use, last: at } = state;
  if (use.kind === 'free') {
    assign(changes, use.since, at, 'opening-missing');
    changes.push({ kind: 'rental-incomplete', opened: null, closed: { at, fact } });
  } else if (use.reservation !== fact.reservation) {
    leaveOpen(use, at, changes);
    changes.push({ kind: 'rental-incomplete', opened: null, closed: { at, fact } });
  } else if (use.whole) {
    closeWhole(use, at, fact, changes);
  } else {
    assign(changes, use.since, at, 'records-missing');
    changes.push({ kind: 'rental-incomplete', opened: use.since.from, closed: { at, fact } });
  }
  return { ...state, use: { kind: 'free', since: { from: at, rebasedMetres: 0 } } };
}

function closeWhole(use: Rented, closed: Point, fact: FactOf<'rental-closed'>, changes: Change[]): void {
  const { openedAt, tripMetres, since } = use;
  changes.push({
    kind: 'rental-closed',
    opened: since.from,
    openedAt,
    closed,
    fact,
    distanceMetres: drivenBetween(changes, since, closed),
    rebasedMetres: since.rebasedMetres,
    tripMetres,
  });
}

/** Outside a rental a trip is an unassigned way of its own, and ends the one that led to it. */
function endTrip(state: CarState, fact: FactOf<'trip-ended'>, changes: Change[]): CarState {
  const { use, last: at } = state;
  if (use.kind === 'rented') {
    changes.push({ kind: 'trip', at, fact, rental: use.since.from });
    return { ...state, use: { ...use, tripMetres: use.tripMetres + fact.distanceMetres } };
  }
  changes.push({ kind: 'trip', at, fact, rental: null });
  const drivenMetres = Math.max(
    0,
    at.odometerMetres - use.since.from.odometerMetres - use.since.rebasedMetres,
  );
  const tripMetres = Math.min(fact.distanceMetres, drivenMetres);
  const start = { ...at, odometerMetres: at.odometerMetres - tripMetres };
  assign(changes, use.since, start, 'between-rentals');
  assign(changes, { from: start, rebasedMetres: 0 }, at, 'trip-outside-rental');
  return { ...state, use: { kind: 'free', since: { from: at, rebasedMetres: 0 } } };
}

/** Steps before anything was driven only say from where to count. */
function rebase(state: CarState, fact: FactOf<'odometer-rebased'>, changes: Change[]): CarState {
  const { last: at, use } = state;
  const { beforeMetres, afterMetres, reason } = fact;
  const counts = { kind: 'rebased', at, beforeMetres, afterMetres, reason } as const;
  if (reason === 'first-reading' && nothingDriven(state, beforeMetres)) {
    changes.push({ ...counts, stepMetres: 0 });
    return { ...state, first: at, use: { kind: 'free', since: { from: at, rebasedMetres: 0 } } };
  }
  const stepMetres = afterMetres - beforeMetres;
  changes.push(
    reason === 'moved-unseen' && stepMetres > 0
      ? movedUnseen(at, beforeMetres, stepMetres)
      : { ...counts, stepMetres },
  );
  const since = { ...use.since, rebasedMetres: use.since.rebasedMetres + stepMetres };
  return { ...state, use: { ...use, since } };
}

/** The car was moved and nobody drove it, towed perhaps: a way of its own, in a rental or not. */
const movedUnseen = (at: Point, beforeMetres: number, distanceMetres: number): Change => ({
  kind: 'unassigned',
  from: { ...at, odometerMetres: beforeMetres },
  to: at,
  distanceMetres,
  cause: 'moved-unseen',
});

const nothingDriven = ({ first, use }: CarState, odometerMetres: number): boolean =>
  use.kind === 'free' &&
  use.since.rebasedMetres === 0 &&
  use.since.from.seq === first.seq &&
  use.since.from.journal === first.journal &&
  first.odometerMetres === odometerMetres;

function assign(changes: Change[], since: Stretch, to: Point, cause: UnassignedCause): void {
  const distanceMetres = drivenBetween(changes, since, to);
  if (distanceMetres > 0) changes.push({ kind: 'unassigned', from: since.from, to, distanceMetres, cause });
}

/** An odometer that went back without a record of it drove nothing; the step is shown. */
function drivenBetween(changes: Change[], { from, rebasedMetres }: Stretch, to: Point): number {
  const distanceMetres = to.odometerMetres - from.odometerMetres - rebasedMetres;
  if (distanceMetres >= 0) return distanceMetres;
  changes.push({
    kind: 'rebased',
    at: to,
    beforeMetres: from.odometerMetres,
    afterMetres: to.odometerMetres,
    stepMetres: distanceMetres,
    reason: 'unexplained',
  });
  return 0;
}
