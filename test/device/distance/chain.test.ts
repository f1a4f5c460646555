import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chainStep, driveEnded } from '../../../device/distance/chain.ts';
import { type ChainState, chainOf } from '../../../device/distance/chain-state.ts';
import { restoredOdometer } from '../../../device/distance/odometer.ts';
import type { DistanceSource, OdometerReading } from '../../../device/distance/reading.ts';
import { metres, milliseconds } from '../../../protocol/units.ts';

const start = (odometerMetres = 10_000_000) =>
  chainOf(restoredOdometer({ odometerMetres: metres(odometerMetres), source: 'none', offsetMetres: 0 }));
const at = (source: DistanceSource, rawMetres: number, seconds: number): OdometerReading => ({
  source,
  rawMetres: metres(Math.floor(rawMetres)),
  at: milliseconds(seconds * 1000),
});

/** Drives at 20 m/s from 10,000 km; each source tells as long as `tells` says so. */
function drive(seconds: number, tells: (source: DistanceSource, second: number) => number | undefined) {
  let state: ChainState = start();
  const rebases: { readonly second: number; readonly reason: string; readonly source: string }[] = [];
  for (let second = 0; second <= seconds; second++) {
    for (const source of ['speed', 'pid-a6', 'profile', 'pid-31', 'gnss'] as const) {
      const raw = tells(source, second);
      if (raw === undefined) continue;
      const before = state.odometer.odometerMetres;
      const { state: next, rebase } = chainStep(state, at(source, raw, second));
      state = next;
      expect(state.odometer.odometerMetres).toBeGreaterThanOrEqual(before);
      if (rebase !== undefined) rebases.push({ second, reason: rebase.reason, source: rebase.source });
    }
  }
  return { state, rebases, odometer: state.odometer.odometerMetres };
}

const base = 10_000_000;
const a6 = (second: number) => (second % 10 === 0 ? Math.floor((base + second * 20) / 100) * 100 : undefined);
const speed = (second: number) => second * 20;
const kilometresAt = (metresAt: number) => Math.floor(metresAt / 1000) * 1000;

test('what PID 31 counted before the odometer stepped, in hours that nobody read, is driven by nobody after it', () => {
  const hours = 10_000;
  const readings = [
    at('profile', base, 0),
    at('profile', base, 1),
    at('pid-31', 40_000, 2),
    // Another instrument cluster, and six kilometres that only PID 31 has seen.
    at('profile', 20 * base, hours),
    at('profile', 20 * base, hours + 10),
    ...Array.from({ length: 30 }, (_, tens) => [
      at('pid-31', 46_000, hours + 15 + tens * 10),
      at('profile', 20 * base, hours + 20 + tens * 10),
    ]).flat(),
  ];
  const reasons: string[] = [];
  let state = start();
  for (const reading of readings) {
    const { state: next, rebase } = chainStep(state, reading);
    state = next;
    if (rebase !== undefined) reasons.push(rebase.reason);
  }
  expect(reasons).toEqual(['first-reading', 'jump']);
  expect(state.odometer).toMatchObject({ source: 'profile', odometerMetres: 20 * base });
});

test('what PID 31 counted on a tow, unread, is driven by nobody beside an A6 that says what it said before', () => {
  const hours = 10_000;
  const readings = [
    at('pid-a6', base, 0),
    at('pid-a6', base, 1),
    at('pid-31', 40_000, 2),
    at('pid-a6', base, hours),
    ...Array.from({ length: 30 }, (_, tens) => [
      at('pid-31', 51_000, hours + 5 + tens * 10),
      at('pid-a6', base, hours + 10 + tens * 10),
    ]).flat(),
  ];
  const state = readings.reduce((before, reading) => chainStep(before, reading).state, start());
  expect(state.odometer).toMatchObject({ source: 'pid-a6', odometerMetres: base });
});

describe('sources lost in mid-trip', () => {
  test('speed stands in for A6, from the last reading of it, and A6 takes over again without a step', () => {
    const { odometer, rebases } = drive(1000, (source, second) => {
      if (source === 'speed') return speed(second);
      return source === 'pid-a6' && (second < 300 || second > 600) ? a6(second) : undefined;
    });
    expect(rebases.map(({ reason, source }) => [reason, source])).toEqual([
      ['first-reading', 'pid-a6'],
      ['source-changed', 'speed'],
      ['source-changed', 'pid-a6'],
    ]);
    expect(odometer).toBe(base + 20_000);
  });

  test('speed that counted too much is made up for: the odometer waits for A6', () => {
    const { odometer } = drive(2000, (source, second) => {
      if (source === 'speed') return speed(second) * 1.08;
      return source === 'pid-a6' && (second < 300 || second > 600) ? a6(second) : undefined;
    });
    expect(odometer).toBe(base + 40_000);
  });

  test('A6 that is lost for good is stood in for by 31 where the car has it, else by speed', () => {
    const with31 = drive(2000, (source, second) => {
      if (source === 'speed') return speed(second);
      if (source === 'pid-31') return second % 60 === 0 ? Math.floor((second * 20) / 1000) * 1000 : undefined;
      return source === 'pid-a6' && second < 300 ? a6(second) : undefined;
    });
    expect(with31.state.odometer.source).toBe('pid-31');
    expect(Math.abs(with31.odometer - base - 40_000)).toBeLessThanOrEqual(2_200);
    const without = drive(2000, (source, second) =>
      source === 'speed' ? speed(second) : source === 'pid-a6' && second < 300 ? a6(second) : undefined,
    );
    expect(without.odometer).toBeGreaterThanOrEqual(base + 40_000 - 300);
    expect(without.odometer).toBeLessThanOrEqual(base + 40_000 + 100);
  });

  test('A6 that comes back far beyond where it was, as after hours in the workshop, ends where it says', () => {
    const { odometer, rebases } = drive(1000, (source, second) => {
      if (source === 'speed') return speed(second);
      const there = a6(second);
      if (source !== 'pid-a6' || there === undefined || (second >= 300 && second < 700)) return undefined;
      return second < 300 ? there : there + 90_000;
    });
    expect(rebases.at(-1)).toMatchObject({ source: 'pid-a6', reason: 'jump' });
    expect(odometer).toBe(base + 20_000 + 90_000);
  });

  test.each([0, 140, 500, 860])(
    'PID 31 that stands in %i m into a kilometre counts from where A6 left it, and never beyond it',
    (into) => {
      const { odometer, rebases } = drive(700, (source, second) => {
        if (source === 'pid-31')
          return second % 10 === 0 ? Math.floor((into + second * 20) / 1000) * 1000 : undefined;
        return source === 'pid-a6' && second < 400 ? a6(second) : undefined;
      });
      expect(rebases.at(-1)).toMatchObject({ source: 'pid-31', reason: 'source-changed' });
      const truth = base + 14_000;
      expect(odometer).toBeLessThanOrEqual(truth + 100);
      expect(odometer).toBeGreaterThan(truth - 1_200);
    },
  );

  test('GNSS stands in where nothing else speaks, and a silence of half a minute changes nothing', () => {
    const onlyGnss = drive(600, (source, second) => (source === 'gnss' ? speed(second) : undefined));
    expect(onlyGnss.state.odometer.source).toBe('gnss');
    expect(onlyGnss.odometer).toBe(base + 12_000);
    const pause = drive(600, (source, second) => {
      if (source === 'speed') return speed(second);
      return source === 'pid-a6' && !(second > 300 && second <= 320) ? a6(second) : undefined;
    });
    expect(pause.rebases).toHaveLength(1);
  });
});

describe('two sources that disagree', () => {
  test('an A6 that comes back and stands where it was long before takes nothing from what speed has counted since PID 31 did', () => {
    const { odometer } = drive(900, (source, second) => {
      if (source === 'speed') return speed(second);
      if (source === 'pid-31')
        return second % 10 === 0 && second < 370 ? Math.floor((second * 20) / 1000) * 1000 : undefined;
      const isHeard = second < 200 || second >= 390;
      return source === 'pid-a6' && isHeard && second % 10 === 0 ? a6(Math.min(second, 190)) : undefined;
    });
    expect(odometer).toBeGreaterThanOrEqual(base + 18_000 - 200);
    expect(odometer).toBeLessThanOrEqual(base + 18_000);
  });

  test('an A6 that stands still while the wheels turn is left, and loses nothing', () => {
    const { state, rebases, odometer } = drive(1500, (source, second) => {
      if (source === 'speed') return speed(second);
      return source === 'pid-a6'
        ? (a6(Math.min(second, 300)) ?? (second % 10 === 0 ? base + 6000 : undefined))
        : undefined;
    });
    expect(rebases.map(({ reason }) => reason)).toEqual(['first-reading', 'source-frozen']);
    expect(state.odometer.source).toBe('speed');
    expect(Math.abs(odometer - base - 30_000)).toBeLessThanOrEqual(200);
  });

  test.each([100, 500, 900])(
    'where A6 stands still from the start, PID 31 that stands %i m into a kilometre counts as far as speed',
    (into) => {
      const { state } = drive(870, (source, second) => {
        if (source === 'speed') return speed(second);
        if (source === 'pid-31') return second % 30 === 0 ? kilometresAt(into + second * 20) : undefined;
        return source === 'pid-a6' && second % 10 === 0 ? base : undefined;
      });
      const { odometer } = driveEnded(state, milliseconds(871_000)).state;
      expect(odometer.odometerMetres).toBeGreaterThanOrEqual(base + 17_400 - 200);
      expect(odometer.odometerMetres).toBeLessThanOrEqual(base + 17_400 + 100);
    },
  );

  test('what speed has counted beyond PID 31 was driven, as an A6 that is free again confirms', () => {
    let state = drive(700, (source, second) => {
      if (source === 'speed') return speed(second);
      if (source === 'pid-31') return second % 30 === 0 ? kilometresAt(second * 20) : undefined;
      return source === 'pid-a6' && second % 10 === 0 ? a6(Math.min(second, 190)) : undefined;
    }).state;
    let steps = 0;
    for (const second of [700, 710]) {
      state = chainStep(state, at('speed', speed(second), second)).state;
      const step = chainStep(state, at('pid-a6', base + second * 20, second));
      steps += (step.rebase?.afterMetres ?? 0) - (step.rebase?.beforeMetres ?? 0);
      state = step.state;
    }
    expect(state.odometer).toMatchObject({ source: 'pid-a6', odometerMetres: base + 710 * 20 });
    expect(steps).toBeLessThanOrEqual(100);
  });

  test('PID 31 that is asked too seldom to tell where it stands goes on from where speed is', () => {
    const { state } = drive(870, (source, second) => {
      if (source === 'speed') return speed(second);
      if (source === 'pid-31') return second % 60 === 0 ? kilometresAt(500 + second * 20) : undefined;
      return source === 'pid-a6' && second % 10 === 0 ? base : undefined;
    });
    const { odometer } = driveEnded(state, milliseconds(871_000)).state;
    expect(Math.abs(odometer.odometerMetres - base - 17_400)).toBeLessThanOrEqual(100);
  });

  test('PID 31 that stands in, and ends a kilometre sooner than it could be known, counts on no further than speed', () => {
    const { odometer } = drive(400, (source, second) => {
      if (source === 'speed') return speed(second);
      if (source === 'pid-31')
        return second === 190 || (second >= 290 && second % 10 === 0)
          ? kilometresAt(100 + second * 20)
          : undefined;
      return source === 'pid-a6' && second < 250 ? a6(second) : undefined;
    });
    expect(odometer).toBeGreaterThanOrEqual(base + 8_000 - 200);
    expect(odometer).toBeLessThanOrEqual(base + 8_000 + 100);
  });

  test('a kilometre that PID 31 counted whole before A6 first spoke is made up for: the odometer waits for A6', () => {
    const { odometer, rebases } = drive(400, (source, second) => {
      if (source === 'pid-31') return second % 10 === 0 ? kilometresAt(600 + second * 20) : undefined;
      return source === 'pid-a6' && second >= 30 ? a6(second) : undefined;
    });
    expect(rebases.map((rebase) => rebase.source)).toEqual(['pid-31', 'pid-a6']);
    expect(odometer).toBe(base + 8_000);
  });

  test('a counter in miles is noticed, and the better source stays', () => {
    const { state, rebases } = drive(2000, (source, second) => {
      if (source === 'pid-31') return second % 60 === 0 ? (second * 20) / 1.609 : undefined;
      return source === 'pid-a6' ? a6(second) : undefined;
    });
    expect(state.disagreeing).toEqual(new Set(['pid-31']));
    expect(rebases).toHaveLength(1);
  });

  test('wheels that differ by 8 % are no disagreement', () => {
    const { state } = drive(4000, (source, second) => {
      if (source === 'speed') return speed(second) * 1.08;
      return source === 'pid-a6' ? a6(second) : undefined;
    });
    expect(state.disagreeing.size).toBe(0);
  });
});

test('a pause in which nobody asked is no silence: with the next start the counter goes on, whoever speaks first', () => {
  const way = (second: number) => Math.min(second, 290) * 20 + Math.max(0, second - 900) * 20;
  const { rebases } = drive(1200, (source, second) => {
    if (second > 290 && second < 900) return undefined;
    if (source === 'speed') return way(second);
    return source === 'pid-31' && (second < 290 || second > 901)
      ? Math.floor(way(second) / 1000) * 1000
      : undefined;
  });
  expect(rebases.map(({ reason }) => reason)).toEqual(['first-reading']);
});

test('towed while parked, the counter in use tells the way itself, though a coarser one was asked before it', () => {
  const way = (second: number) => Math.min(second, 290) * 20 + (second > 290 ? 4122 : 0);
  const { rebases, state, odometer } = drive(4060, (source, second) => {
    if (second > 290 && second < 4000) return undefined;
    if (source === 'pid-31')
      return second % 60 === 42 ? Math.floor((700 + way(second)) / 1000) * 1000 : undefined;
    return source === 'pid-a6' && second % 10 === 4
      ? Math.floor((base + way(second)) / 100) * 100
      : undefined;
  });
  expect(rebases.map(({ reason }) => reason)).toEqual(['first-reading']);
  expect(state.odometer.source).toBe('pid-a6');
  expect(odometer).toBe(Math.floor((base + way(4060)) / 100) * 100);
});

test('a better source that speaks for the first time is believed once a second reading follows', () => {
  const { rebases, odometer } = drive(400, (source, second) => {
    if (source === 'pid-31') return second % 10 === 0 ? Math.floor((second * 20) / 1000) * 1000 : undefined;
    if (source === 'pid-a6' && second === 100) return 4_000_000_000;
    return source === 'pid-a6' && second >= 200 ? a6(second) : undefined;
  });
  expect(rebases.map(({ source }) => source)).toEqual(['pid-31', 'pid-a6']);
  expect(odometer).toBe(base + 8000);
});

test('whatever the sources say, it never decreases, and drives no faster than a car', () => {
  const readings = fc.array(
    fc.record({
      source: fc.constantFrom<DistanceSource>('pid-a6', 'profile', 'pid-31', 'speed', 'gnss'),
      raw: fc.oneof(fc.nat(100_000), fc.nat(4_000_000_000)),
      seconds: fc.nat(120),
    }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(readings, (said) => {
      let state = start(0);
      let now = 0;
      for (const { source, raw, seconds } of said) {
        now += seconds;
        const before = state.odometer.odometerMetres;
        const step = chainStep(state, at(source, raw, now));
        expect(step.state.odometer.odometerMetres).toBeGreaterThanOrEqual(before);
        state = step.state;
      }
    }),
  );
});

describe('the end of a drive', () => {
  const cut = (second: number) =>
    drive(300, (source, now) => {
      if (source === 'speed') return speed(now);
      return source === 'pid-a6' && now % 10 === 0 && now <= second ? a6(now) : undefined;
    }).state;

  test('that the odometer did not tell is told by speed, so that the way is this driver’s', () => {
    const state = cut(270);
    const { state: after, rebase } = driveEnded(state, milliseconds(300_000));
    expect(rebase).toMatchObject({ source: 'speed', reason: 'source-changed' });
    expect(after.odometer.odometerMetres - state.odometer.odometerMetres).toBe(600);
    const told = chainStep(after, at('pid-a6', base + 6_000, 3_000));
    expect([told.state.odometer.source, told.state.odometer.odometerMetres]).toEqual([
      'pid-a6',
      base + 6_000,
    ]);
  });

  test('that it told is left to it', () => {
    const state = cut(300);
    expect(driveEnded(state, milliseconds(301_000))).toEqual({ state });
  });

  /** A6 says what it said at that second until the end, and is heard all the time. */
  const stuckFrom = (stuck: number, stands = 300) =>
    drive(300, (source, now) => {
      if (source === 'speed') return speed(Math.min(now, stands));
      return source === 'pid-a6' && now % 10 === 0 ? a6(Math.min(now, stuck)) : undefined;
    }).state;

  test('on which the odometer said what it had said long before is told by speed', () => {
    const state = stuckFrom(270);
    const { state: after, rebase } = driveEnded(state, milliseconds(301_000));
    expect(rebase).toMatchObject({ source: 'speed', reason: 'source-frozen' });
    expect(after.odometer.odometerMetres).toBe(base + 6_000);
    const stillStuck = chainStep(after, at('pid-a6', base + 5_400, 3_000));
    expect(stillStuck.state.odometer).toMatchObject({ source: 'speed', odometerMetres: base + 6_000 });
  });

  test('on which a profile counted nothing over 2 km is told by speed: whole miles are the coarsest step of a dashboard', () => {
    const { state } = drive(300, (source, now) => {
      if (source === 'speed') return speed(now);
      return source === 'profile' && now % 10 === 0 ? base + 20 * Math.min(now, 190) : undefined;
    });
    const { state: after, rebase } = driveEnded(state, milliseconds(301_000));
    expect(rebase).toMatchObject({ source: 'speed', reason: 'source-frozen' });
    expect(Math.abs(after.odometer.odometerMetres - base - 6_000)).toBeLessThanOrEqual(100);
  });

  test('of which it has one step still to count is left to it', () => {
    const state = stuckFrom(290, 299);
    expect(driveEnded(state, milliseconds(301_000)).rebase).toBeUndefined();
  });

  test('on which it waits for what has stood in for it and was ahead is left to it', () => {
    const { odometer, ...state } = stuckFrom(270);
    const waiting = { ...state, odometer: { ...odometer, rawMetres: metres(base + 5_300) } };
    expect(driveEnded(waiting, milliseconds(301_000))).toEqual({ state: waiting });
  });
});
