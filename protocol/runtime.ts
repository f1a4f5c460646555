import type { EpochMilliseconds, Milliseconds } from './units.ts';

/** The machine's two clocks (D8). Neither is trusted for order. */
export interface Clock {
  /** Time since boot; runs on through sleep. */
  elapsed(): Milliseconds;
  /** What the machine holds for wall time; may be wrong, and may step. */
  wall(): EpochMilliseconds;
}

/** Takes back a timer; without effect once it has fired. */
export type Cancel = () => void;

/** One-shot timers on elapsed time. */
export interface Timers {
  after(delay: Milliseconds, callback: () => void): Cancel;
}

/** Unpredictable bytes: keys, ids, nonces, salts, jitter. */
export interface Random {
  bytes(length: number): Uint8Array;
}

/** Structured log. Secrets and positions never go in. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** A log that drops everything. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A fraction in [0, 1) from 32 random bits, for jitter. */
export function fraction(random: Random): number {
  return random.bytes(4).reduce((value, byte) => value * 256 + byte, 0) / 2 ** 32;
}
