import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Trip, type TripFact, type TripInput, tripTransition } from '../../../device/trip/trip.ts';
import { at } from './moments.ts';

/** One thing after another: so many seconds later, so many metres further, so much of it no driving. */
const events = fc.array(
  fc.record({
    kind: fc.constantFrom('on', 'off', 'odometer', 'tick', 'rental-closing'),
    afterSeconds: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 5_000 })),
    driven: fc.integer({ min: 0, max: 2_000 }),
    rebased: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3_000 })),
  }),
  { maxLength: 60 },
);

type Event = Parameters<Parameters<typeof events.map>[0]>[0][number];

function inputsOf(list: readonly Event[]): readonly TripInput[] {
  let [seconds, driven, rebased] = [0, 0, 0];
  return list.map((event): TripInput => {
    seconds += event.afterSeconds;
    driven += event.driven;
    rebased += event.rebased;
    const moment = at(seconds, driven, rebased);
    if (event.kind === 'on' || event.kind === 'off')
      return { kind: 'ignition', on: event.kind === 'on', at: moment };
    return { kind: event.kind, at: moment };
  });
}

it('trips never overlap, and together are never longer than what was driven (promise 3)', () => {
  fc.assert(
    fc.property(events, (list) => {
      const inputs = inputsOf(list);
      let trip: Trip = { kind: 'parked' };
      const facts: TripFact[] = [];
      for (const input of inputs) {
        const step = tripTransition(trip, input);
        trip = step.trip;
        facts.push(...step.facts);
      }
      const ends = facts.filter((fact) => fact.kind === 'trip-ended');
      const total = ends.reduce((sum, { distanceMetres }) => sum + distanceMetres, 0);
      expect(total).toBeLessThanOrEqual(list.reduce((sum, { driven }) => sum + driven, 0));
      for (const [index, end] of ends.entries()) {
        expect(end.startedAt).toBeLessThanOrEqual(end.endedAt);
        expect(end.distanceMetres).toBeGreaterThanOrEqual(200);
        const before = ends[index - 1];
        if (before === undefined) continue;
        expect(end.startedAt).toBeGreaterThanOrEqual(before.endedAt);
        expect(end.startOdometerMetres).toBeGreaterThanOrEqual(before.endOdometerMetres);
      }
    }),
    { numRuns: 2_000 },
  );
});

it('trips begin and end in turn', () => {
  fc.assert(
    fc.property(events, (list) => {
      let trip: Trip = { kind: 'parked' };
      const kinds: string[] = [];
      for (const input of inputsOf(list)) {
        const step = tripTransition(trip, input);
        trip = step.trip;
        kinds.push(...step.facts.map(({ kind }) => kind));
      }
      const expected = kinds.map((_, index) => (index % 2 === 0 ? 'trip-started' : 'trip-ended'));
      expect(kinds).toEqual(expected);
    }),
  );
});
