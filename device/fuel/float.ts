import { z } from 'zod';

/** What a float shows, and how far the car had come when it first did. */
export const stillSchema = z.strictObject({ permille: z.number(), sinceDrivenMetres: z.number() });
export type Still = Readonly<z.output<typeof stillSchema>>;

/**
 * So far no engine drives on a tank whose level does not change: it burns a twelfth of a tank at least, and readings swing by
 * 3 to 7 points (`facts.md`). Nearer than that some gauges stay at full.
 */
export const mostStillMetres = 150_000;

/** As it stands after a reading. */
export const stillAfter = (still: Still | null, permille: number, drivenMetres: number): Still =>
  still?.permille === permille ? still : { permille, sinceDrivenMetres: drivenMetres };

/** Whether the float is stuck, or nobody reads it. */
export const isStuck = ({ sinceDrivenMetres }: Still, drivenMetres: number): boolean =>
  drivenMetres - sinceDrivenMetres >= mostStillMetres;
