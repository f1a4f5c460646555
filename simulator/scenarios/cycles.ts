import { z } from 'zod';
import { cyclesByName } from '../car/cycles/all.ts';
import { type Cycle, createCycle } from '../car/cycles/cycle.ts';
import type { Weighted } from './quantities.ts';

const longestSeconds = 4 * 3600;
const weight = z.number().min(0).max(1_000_000);

/** A cycle of the scenario's own: speed at some seconds, linear in between. */
const ownCycle = z
  .strictObject({
    weight,
    kilometresPerHour: z
      .array(z.tuple([z.number().int().min(0).max(longestSeconds), z.number().min(0).max(200)]))
      .min(2)
      .max(10_000),
  })
  .refine(({ kilometresPerHour: points }) => startsAndEndsAtRest(points), {
    path: ['kilometresPerHour'],
    error: 'does not start at second 0 and end at rest, with seconds that grow',
  });

type Points = readonly (readonly [second: number, speed: number])[];

const startsAndEndsAtRest = (points: Points): boolean =>
  points[0]?.[0] === 0 &&
  points[0][1] === 0 &&
  points.at(-1)?.[1] === 0 &&
  points.every(([second], index) => index === 0 || second > (points[index - 1]?.[0] ?? 0));

/** Which driving cycles are driven, each with its weight; own ones are written down as points. */
export const cyclesSchema = z
  .record(z.string().regex(/^[a-z0-9-]{1,32}$/), z.union([weight, ownCycle]))
  .superRefine((named, context) => {
    for (const [name, value] of Object.entries(named)) {
      const isKnown = Object.hasOwn(cyclesByName, name);
      if (typeof value === 'number' && !isKnown)
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `unknown; there are ${Object.keys(cyclesByName).join(', ')}, and those written down as points`,
        });
    }
    if (Object.values(named).every((value) => (typeof value === 'number' ? value : value.weight) === 0))
      context.addIssue({ code: 'custom', message: 'nothing has a weight' });
  })
  .transform((named): readonly Weighted<Cycle>[] =>
    Object.entries(named).flatMap(([name, value]) => {
      if (typeof value !== 'number')
        return [{ item: createCycle(name, speedsOf(value.kilometresPerHour)), weight: value.weight }];
      const item = cyclesByName[name];
      return item === undefined ? [] : [{ item, weight: value }];
    }),
  );

/** Hundredths of km/h at every full second. */
function speedsOf(points: Points): readonly number[] {
  const speeds = [0];
  for (const [index, [second, speed]] of points.slice(1).entries()) {
    const [from, before] = points[index] ?? [0, 0];
    for (let at = from + 1; at <= second; at++)
      speeds.push(Math.round(100 * (before + ((speed - before) * (at - from)) / (second - from))));
  }
  return speeds;
}
