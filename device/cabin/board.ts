import { z } from 'zod';
import type { CabinInputs } from '../ports.ts';

export const inputNames = [
  'ignitionOn',
  'doorsClosed',
  'doorsLocked',
  'keyInHolder',
  'fuelCardInHolder',
] as const satisfies readonly (keyof CabinInputs)[];

/** A Modbus address of an input or relay; boards of this kind have no more. */
const place = (usual: number) => z.number().int().min(0).max(255).default(usual);
const areApart = (places: Readonly<Record<string, number>>): boolean =>
  new Set(Object.values(places)).size === Object.keys(places).length;

const schema = z.strictObject({
  /** Modbus unit id. */
  unit: z.number().int().min(1).max(247).default(1),
  /**
   * By what the board is known, so that no other one in its place moves locks: what it says of itself (Modbus function 43/14,
   * its words with a space between), or the value of a holding register. Any board where absent.
   */
  identity: z
    .union([
      z.string().min(1).max(200),
      z.strictObject({
        register: z.number().int().min(0).max(0xffff),
        value: z.number().int().min(0).max(0xffff),
      }),
    ])
    .optional(),
  /** Discrete inputs. */
  inputs: z
    .strictObject({
      ignitionOn: place(0),
      doorsClosed: place(1),
      doorsLocked: place(2),
      keyInHolder: place(3),
      fuelCardInHolder: place(4),
    })
    .prefault({})
    .refine(areApart, { error: 'two inputs at one place' }),
  /** Coils. */
  relays: z
    .strictObject({ lock: place(0), unlock: place(1), immobiliser: place(2) })
    .prefault({})
    .refine(areApart, { error: 'two relays at one place' }),
  /** Inputs that are off where what they are named after is so, and an immobiliser that is on where it lets the car go. */
  inverted: z
    .array(z.enum([...inputNames, 'immobiliser']))
    .max(inputNames.length + 1)
    .default([]),
  pulse: z
    .strictObject({
      /**
       * Who ends a pulse of lock and unlock: the board by itself; the board after the time that it is told (coil 0200 hex plus
       * place, in tenths of a second); or the unit, which a power cut may keep from it until it runs again.
       */
      by: z.enum(['board', 'board-timed', 'unit']).default('board'),
      milliseconds: z.number().int().min(100).max(3_000).multipleOf(100).default(500),
    })
    .prefault({}),
});

export const boardSchema = schema.prefault({});

/** How the I/O board is wired, and how it ends its pulses. */
export type Board = z.output<typeof schema>;

export const usualBoard: Board = schema.parse({});

/** The discrete inputs to be read, in one request. */
export function inputRange({ inputs }: Board): { readonly from: number; readonly count: number } {
  const places = Object.values(inputs);
  const from = Math.min(...places);
  return { from, count: Math.max(...places) - from + 1 };
}

/** What they mean; `states` as read from `inputRange`. */
export function inputsOf(board: Board, states: readonly boolean[]): CabinInputs {
  const { from } = inputRange(board);
  const isSo = (name: (typeof inputNames)[number]): boolean =>
    (states[board.inputs[name] - from] === true) !== board.inverted.includes(name);
  return {
    ignitionOn: isSo('ignitionOn'),
    doorsClosed: isSo('doorsClosed'),
    doorsLocked: isSo('doorsLocked'),
    keyInHolder: isSo('keyInHolder'),
    fuelCardInHolder: isSo('fuelCardInHolder'),
  };
}
