import { z } from 'zod';

/** A range to draw from, both ends included. */
export type Span = readonly [least: number, most: number];

const inOrder = { error: 'the first of two must not be above the second' };

/** A number, or the least and the most of a range: `3` or `[1, 3]`. */
export const spanOf = (least: number, most: number) => {
  const number = z.number().min(least).max(most);
  return z
    .union([number, z.tuple([number, number])], {
      error: `not a number from ${least} to ${most}, nor two such as [${least}, ${most}]`,
    })
    .transform((value): Span => (typeof value === 'number' ? [value, value] : value))
    .refine(([from, to]) => from <= to, inOrder);
};

/** The same in whole numbers. */
export const wholeSpanOf = (least: number, most: number) =>
  spanOf(least, most).refine((ends) => ends.every(Number.isInteger), { error: 'not whole' });

/** A probability. */
export const chance = z.number().min(0).max(1);

/** How often each of several things is picked: `{ one: 3, other: 1 }`; what is left out never is. */
export const weightsOf = <Name extends string>(names: readonly Name[]) =>
  z
    .record(z.string(), z.number().min(0).max(1_000_000))
    .superRefine((weights, context) => {
      for (const name of Object.keys(weights)) {
        if (!names.some((known) => known === name))
          context.addIssue({
            code: 'custom',
            path: [name],
            message: `unknown; there are ${names.join(', ')}`,
          });
      }
      if (Object.values(weights).every((weight) => weight === 0))
        context.addIssue({ code: 'custom', message: 'nothing has a weight' });
    })
    .transform((weights): readonly Weighted<Name>[] =>
      names.map((item) => ({ item, weight: weights[item] ?? 0 })),
    );

/** Something to pick, with how often. */
export interface Weighted<Item> {
  readonly item: Item;
  readonly weight: number;
}

/** A time of day as minutes: `06:30`. */
export const timeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, { error: 'not a time such as 06:30' })
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
