import { InvalidArgumentError } from 'commander';

/** How `npm start` is to run. */
export interface StartOptions {
  readonly data: string;
  readonly seed: number;
  readonly cars: number;
  readonly days: number;
  /** Virtual time over real time. */
  readonly speed: number;
  /** Asked for by the user: taken, the program ends. Otherwise the usual port, or any free one. */
  readonly port?: number;
  readonly json: boolean;
  readonly hold: boolean;
}

/** Reads a whole number of an option. @throws {InvalidArgumentError} naming the range. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`not a whole number from ${least} to ${most}.`);
  };
