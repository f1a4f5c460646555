import type { FactOf } from '../../protocol/messages/registry.ts';
import { type EpochMilliseconds, type Metres, type Milliseconds, metres } from '../../protocol/units.ts';

/** Ignition on for so long is no accidental turn of the key. */
export const settleMilliseconds = 3_000;
/** A shorter stop does not split a trip. */
export const stopMilliseconds = 300_000;
/** Without any odometer reading for so long the trip is over: a gap, not a trip. */
export const silenceMilliseconds = 3_600_000;
/** Less is shunting: billed by the odometer, but no trip. */
export const leastTripMetres = 200;

/** Where and when the car is, as far as trips care. */
export interface Moment {
  readonly elapsed: Milliseconds;
  readonly wallTime: EpochMilliseconds;
  readonly odometerMetres: Metres;
  /** The odometer without the steps that were no driving (`odometer-rebased`); only differences mean something. */
  readonly drivenMetres: number;
}

/** The one trip of a car, told apart by what the ignition did last. `announced`: `trip-started` is written. */
export type Trip =
  | { readonly kind: 'parked' }
  | { readonly kind: 'settling'; readonly start: Moment }
  | { readonly kind: 'moving'; readonly start: Moment; readonly announced: boolean; readonly latest: Moment }
  | { readonly kind: 'pausing'; readonly start: Moment; readonly announced: boolean; readonly end: Moment };

export type TripInput =
  | { readonly kind: 'ignition'; readonly on: boolean; readonly at: Moment }
  /** A new odometer reading. */
  | { readonly kind: 'odometer'; readonly at: Moment }
  | { readonly kind: 'tick'; readonly at: Moment }
  /** The rental ends here and now; so does the trip. */
  | { readonly kind: 'rental-closing'; readonly at: Moment };

export type TripFact = FactOf<'trip-started'> | FactOf<'trip-ended'>;
type Cause = FactOf<'trip-ended'>['cause'];

export interface TripStep {
  readonly trip: Trip;
  readonly facts: readonly TripFact[];
}

const parked: Trip = { kind: 'parked' };
const stay = (trip: Trip): TripStep => ({ trip, facts: [] });

/** The rules of trips: between ignition edges, settled, of at least 200 m, not split by short stops. */
export function tripTransition(trip: Trip, input: TripInput): TripStep {
  switch (trip.kind) {
    case 'parked':
      return stay(input.kind === 'ignition' && input.on ? { kind: 'settling', start: input.at } : trip);
    case 'settling':
      return whileSettling(trip, input);
    case 'moving':
      return whileMoving(trip, input);
    case 'pausing':
      return whilePausing(trip, input);
  }
}

type Settling = Extract<Trip, { kind: 'settling' }>;
type Moving = Extract<Trip, { kind: 'moving' }>;
type Pausing = Extract<Trip, { kind: 'pausing' }>;

function whileSettling(trip: Settling, input: TripInput): TripStep {
  if (input.kind === 'rental-closing' || (input.kind === 'ignition' && !input.on)) return stay(parked);
  if (input.at.elapsed - trip.start.elapsed < settleMilliseconds) return stay(trip);
  return moved({ kind: 'moving', start: trip.start, announced: false, latest: input.at });
}

function whileMoving(trip: Moving, input: TripInput): TripStep {
  switch (input.kind) {
    case 'ignition':
      return input.on ? stay(trip) : pause(trip, input.at);
    case 'odometer':
      return moved({ ...trip, latest: input.at });
    case 'tick':
      return input.at.elapsed - trip.latest.elapsed > silenceMilliseconds
        ? ended(trip, trip.latest, 'silence')
        : stay(trip);
    case 'rental-closing':
      return ended(trip, input.at, 'rental-closed');
  }
}

function pause({ start, announced }: Moving, end: Moment): TripStep {
  return stay({ kind: 'pausing', start, announced, end });
}

/** The last reading of the odometer may come just after the ignition edge, and still belongs to the trip. */
function whilePausing(trip: Pausing, input: TripInput): TripStep {
  if (input.at.elapsed - trip.end.elapsed >= stopMilliseconds) return afterPause(trip, input);
  switch (input.kind) {
    case 'ignition':
      return input.on
        ? stay({ kind: 'moving', start: trip.start, announced: trip.announced, latest: input.at })
        : stay(trip);
    case 'odometer':
      return stay({ ...trip, end: { ...input.at, elapsed: trip.end.elapsed, wallTime: trip.end.wallTime } });
    case 'tick':
      return stay(trip);
    case 'rental-closing':
      return ended(trip, trip.end, 'rental-closed');
  }
}

/** The stop was no short one, whatever ends it: the unit may have slept through it. */
function afterPause(trip: Pausing, input: TripInput): TripStep {
  const { facts } = ended(trip, trip.end, 'ignition-off');
  const next = tripTransition(parked, input);
  return { trip: next.trip, facts: [...facts, ...next.facts] };
}

function moved(trip: Moving): TripStep {
  if (trip.announced || distance(trip.start, trip.latest) < leastTripMetres) return stay(trip);
  return { trip: { ...trip, announced: true }, facts: [started(trip.start, trip.latest)] };
}

function ended(trip: Moving | Pausing, end: Moment, cause: Cause): TripStep {
  if (!trip.announced && distance(trip.start, end) < leastTripMetres) return stay(parked);
  const start = started(trip.start, end);
  const fact: FactOf<'trip-ended'> = {
    kind: 'trip-ended',
    startedAt: start.startedAt,
    startOdometerMetres: start.startOdometerMetres,
    endedAt: end.wallTime,
    endOdometerMetres: end.odometerMetres,
    distanceMetres: distance(trip.start, end),
    cause,
  };
  return { trip: parked, facts: trip.announced ? [fact] : [start, fact] };
}

const distance = (start: Moment, end: Moment): Metres =>
  metres(Math.max(0, end.drivenMetres - start.drivenMetres));

/** In terms of what the odometer shows now, should it have been rebased since the ignition came on. */
function started(start: Moment, now: Moment): FactOf<'trip-started'> {
  return {
    kind: 'trip-started',
    startedAt: start.wallTime,
    startOdometerMetres: metres(Math.max(0, now.odometerMetres - (now.drivenMetres - start.drivenMetres))),
  };
}

/** A trip that was under way when the device went down, taken up again at boot. */
export const resumedTrip = (start: Moment, now: Moment): Trip => ({
  kind: 'moving',
  start,
  announced: true,
  latest: now,
});
