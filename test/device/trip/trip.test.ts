import { describe, expect, it } from 'vitest';
import {
  resumedTrip,
  type Trip,
  type TripFact,
  type TripInput,
  tripTransition,
} from '../../../device/trip/trip.ts';
import { at } from './moments.ts';

/** What the machine says to these inputs, from a parked car on. */
function factsFrom(inputs: readonly TripInput[], from: Trip = { kind: 'parked' }) {
  const facts: TripFact[] = [];
  let trip = from;
  for (const input of inputs) {
    const step = tripTransition(trip, input);
    trip = step.trip;
    facts.push(...step.facts);
  }
  return { trip, facts };
}

const on = (moment = at(0, 0)): TripInput => ({ kind: 'ignition', on: true, at: moment });
const off = (moment: ReturnType<typeof at>): TripInput => ({ kind: 'ignition', on: false, at: moment });
const odometer = (moment: ReturnType<typeof at>): TripInput => ({ kind: 'odometer', at: moment });
const tick = (moment: ReturnType<typeof at>): TripInput => ({ kind: 'tick', at: moment });

describe('the start of a trip', () => {
  it('is announced once 200 m are driven, as of the moment the ignition came on', () => {
    const { facts } = factsFrom([on(), odometer(at(3, 100)), odometer(at(20, 199)), odometer(at(21, 200))]);
    expect(facts).toEqual([
      { kind: 'trip-started', startedAt: at(0, 0).wallTime, startOdometerMetres: 100_000 },
    ]);
  });

  it('is not while the ignition has been on for less than 3 s', () => {
    expect(factsFrom([on(), odometer(at(2.999, 500))]).facts).toEqual([]);
    expect(factsFrom([on(), odometer(at(2.999, 500)), tick(at(3, 500))]).facts).toHaveLength(1);
  });

  it('is forgotten when the ignition goes off again before it has settled', () => {
    expect(factsFrom([on(), off(at(2, 0))])).toEqual({ trip: { kind: 'parked' }, facts: [] });
  });

  it('names the odometer as it shows now, where it was rebased meanwhile (D9)', () => {
    const { facts } = factsFrom([on(), odometer(at(10, 300, 5_000))]);
    expect(facts).toMatchObject([{ kind: 'trip-started', startOdometerMetres: 105_000 }]);
  });
});

describe('the end of a trip', () => {
  const driven = [on(), odometer(at(60, 1_000)), off(at(100, 1_500))];

  it('comes 300 s after the ignition went off, as of that moment', () => {
    expect(factsFrom([...driven, tick(at(399, 1_500))]).facts).toHaveLength(1);
    const { trip, facts } = factsFrom([...driven, tick(at(400, 1_500))]);
    expect(trip).toEqual({ kind: 'parked' });
    expect(facts[1]).toEqual({
      kind: 'trip-ended',
      startedAt: at(0, 0).wallTime,
      startOdometerMetres: 100_000,
      endedAt: at(100, 0).wallTime,
      endOdometerMetres: 101_500,
      distanceMetres: 1_500,
      cause: 'ignition-off',
    });
  });

  it('takes in the odometer reading that comes just after the ignition went off', () => {
    const { facts } = factsFrom([...driven, odometer(at(101, 1_600)), tick(at(400, 1_600))]);
    expect(facts[1]).toMatchObject({ endOdometerMetres: 101_600, endedAt: at(100, 0).wallTime });
  });

  it('does not come where the stop is shorter than 300 s', () => {
    const { facts } = factsFrom([...driven, on(at(399, 1_500)), odometer(at(500, 3_000))]);
    expect(facts.map(({ kind }) => kind)).toEqual(['trip-started']);
  });

  it('comes where the unit slept through a longer stop, and another trip begins', () => {
    const { trip, facts } = factsFrom([...driven, on(at(36_000, 1_500))]);
    expect(facts[1]).toMatchObject({ kind: 'trip-ended', endedAt: at(100, 0).wallTime });
    expect(trip).toEqual({ kind: 'settling', start: at(36_000, 1_500) });
  });

  it('is at the last reading after an hour of silence: a gap, not a trip', () => {
    expect(factsFrom([on(), odometer(at(60, 1_000)), tick(at(3_660, 9_000))]).facts).toHaveLength(1);
    const { facts } = factsFrom([on(), odometer(at(60, 1_000)), tick(at(3_661, 9_000))]);
    expect(facts[1]).toMatchObject({
      cause: 'silence',
      distanceMetres: 1_000,
      endedAt: at(60, 0).wallTime,
    });
  });

  it('comes with the end of the rental, at the stop where it stands', () => {
    const { facts } = factsFrom([...driven, { kind: 'rental-closing', at: at(200, 1_500) }]);
    expect(facts[1]).toMatchObject({ cause: 'rental-closed', endedAt: at(100, 0).wallTime });
  });

  it('comes with the end of the rental now, where the car still moves', () => {
    const { facts } = factsFrom([...driven.slice(0, 2), { kind: 'rental-closing', at: at(70, 1_200) }]);
    expect(facts[1]).toMatchObject({ cause: 'rental-closed', distanceMetres: 1_200 });
  });

  it('says nothing at all of less than 200 m', () => {
    expect(factsFrom([on(), odometer(at(60, 199)), off(at(70, 199)), tick(at(400, 199))])).toEqual({
      trip: { kind: 'parked' },
      facts: [],
    });
  });

  it('leaves out what was no driving (odometer-rebased)', () => {
    const { facts } = factsFrom([
      on(),
      odometer(at(60, 1_000)),
      off(at(100, 1_500, 7_000)),
      tick(at(400, 1_500, 7_000)),
    ]);
    expect(facts[1]).toMatchObject({ distanceMetres: 1_500, endOdometerMetres: 108_500 });
  });
});

describe('a trip under way when the unit went down', () => {
  it('goes on from its start, without being announced again', () => {
    const { facts } = factsFrom(
      [on(at(1, 900)), odometer(at(30, 2_000)), off(at(60, 2_100)), tick(at(360, 2_100))],
      resumedTrip(at(0, 0), at(1, 900)),
    );
    expect(facts).toMatchObject([{ kind: 'trip-ended', distanceMetres: 2_100 }]);
  });
});
