import { setTimeout } from 'node:timers/promises';

/** A pause on the wall clock: a storm takes real time. */
export const pause = (milliseconds: number): Promise<void> => setTimeout(milliseconds);
