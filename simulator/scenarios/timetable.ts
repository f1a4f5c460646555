import { z } from 'zod';
import { chance, spanOf, timeOfDay, wholeSpanOf } from './quantities.ts';

const minutes = (most: number) => wholeSpanOf(0, most);

/** What drivers mean to do in a day. Minutes unless said otherwise; a range is drawn anew each time. */
export const timetableSchema = z
  .strictObject({
    /** When the day's first reservation begins, in local time. */
    firstStart: z.tuple([timeOfDay, timeOfDay]),
    /** No reservation ends later. */
    lastEnd: timeOfDay,
    /** Of each car. */
    rentalsPerDay: wholeSpanOf(0, 24),
    /** Reservations: whole quarter-hours. */
    reservedMinutes: minutes(30 * 24 * 60),
    /** Between two reservations of a car. */
    breakMinutes: minutes(24 * 60),
    /** The driver comes so long after the reserved start; negative: before. */
    arrivesAfterMinutes: wholeSpanOf(-60, 240),
    /** Drives of a rental. */
    legs: wholeSpanOf(0, 12),
    /** How long each drives; left out: one whole driving cycle. */
    legMinutes: spanOf(1, 12 * 60).optional(),
    /** How long the car stands after each. */
    standsMinutes: spanOf(0, 24 * 60),
    /** The driver locks the car meanwhile, goes away and unlocks it again. */
    locksMeanwhile: chance.default(0),
    refuels: chance.default(0),
    /** Returned after the reserved end, unannounced, and by how much. */
    late: chance.default(0),
    lateMinutes: minutes(24 * 60).default([1, 39]),
    /** Picks the car up and thinks better of it. */
    unused: chance.default(0),
    /** Takes the reservation back before it begins. */
    cancelled: chance.default(0),
    /** Moves the end while driving, and by how many quarter-hours. */
    extended: chance.default(0),
    extendedQuarters: wholeSpanOf(1, 16).default([1, 2]),
    /** Locks the car, complete, and goes without ending the rental (D15). */
    abandoned: chance.default(0),
    /** Of each of the slips that a driver can make in a rental; the car tells what is missing at the end, and it is put right. */
    slips: chance.default(0),
  })
  .refine(({ firstStart: [from, to] }) => from <= to, {
    path: ['firstStart'],
    error: 'the first of two must not be above the second',
  })
  .refine(({ reservedMinutes: [least] }) => least >= 15, {
    path: ['reservedMinutes'],
    error: 'below a quarter-hour',
  });

export type Timetable = z.output<typeof timetableSchema>;
