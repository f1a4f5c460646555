import type { Milliseconds } from '../../protocol/units.ts';
import type { AdapterError } from './answer.ts';
import type { ObdRequest, Quantity } from './pids.ts';
import type { PromptBuffer } from './reply.ts';

/** What is measured again and again, in the order of urgency. */
export type Task = 'speed' | 'engine-speed' | 'odometer' | 'fuel-level' | 'voltage';

/** When each task is next due, in elapsed time. */
export type DueTimes = Readonly<Record<Task, Milliseconds>>;

/** PIDs of service 01 that each control unit says it supports. */
export type Support = ReadonlyMap<string, ReadonlySet<number>>;

/** What is known of the control units behind the adapter. */
export type Car =
  | {
      readonly kind: 'unknown';
      readonly failures: number;
      readonly retryAt: Milliseconds;
      /** What is asked next: a block of supported PIDs, then the VIN. */
      readonly next: { readonly supportFrom: number } | 'vin';
      readonly support: Support;
    }
  | {
      readonly kind: 'known';
      /** The one control unit that each PID of service 01 is taken from. */
      readonly ecuOf: ReadonlyMap<number, string>;
      /** A6 answers without a reading, in a row: past a limit PID 31 takes its place. */
      readonly odometerFailures: number;
    };

/** Something that is asked of the adapter or of the control units. */
export type Ask =
  | { readonly kind: 'support'; readonly from: number; readonly request: ObdRequest }
  | { readonly kind: 'vin'; readonly request: ObdRequest }
  | {
      readonly kind: 'quantity';
      readonly task: Task;
      readonly quantity: Quantity['kind'];
      readonly ecu: string;
      /** Somebody waits for it. */
      readonly wanted: boolean;
    }
  | { readonly kind: 'adapter-voltage' };

/** How far the adapter is. */
export type Stage =
  /** Until it shows its banner. `settling`: strange words came, and silence is awaited before the next attempt. */
  | { readonly kind: 'resetting'; readonly attempt: number; readonly settling: boolean }
  | { readonly kind: 'configuring'; readonly attempt: number; readonly step: number }
  | { readonly kind: 'ready'; readonly car: Car; readonly asked: Ask | undefined };

export type LineState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'opening' }
  /** Until the timer `reopen`. */
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'open';
      readonly buffer: PromptBuffer;
      /** The command whose prompt is awaited. */
      readonly command: string | undefined;
      readonly stage: Stage;
    };

export type OpenLine = Extract<LineState, { kind: 'open' }>;

export interface SessionState {
  readonly ignitionOn: boolean;
  /** Whether the unit is awake; asleep and with the ignition off nothing is written at all. */
  readonly awake: boolean;
  readonly ignitionOffAt: Milliseconds | undefined;
  /** An odometer reading is to be taken before anything else. */
  readonly odometerWanted: boolean;
  readonly moving: boolean;
  readonly due: DueTimes;
  /** Attempts to open the line since an adapter was last configured. */
  readonly openAttempts: number;
  readonly line: LineState;
}

export type TimerName = 'reply' | 'poll' | 'reopen';

export type SessionInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'opened' }
  /** Also when it could not be opened. `spread`: a random fraction in [0, 1) for the jitter of the backoff (D13). */
  | { readonly kind: 'closed'; readonly reason: string; readonly spread: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'timer'; readonly timer: TimerName }
  | { readonly kind: 'ignition'; readonly on: boolean }
  | { readonly kind: 'awake'; readonly awake: boolean }
  | { readonly kind: 'poll-odometer' };

/** A quantity or the VIN, with its origin (`ecu`: as in `EcuPayload`, or `adapter`) and the elapsed time of the answer. */
export type ObdReading = (Quantity | { readonly kind: 'vin'; readonly vin: string }) & {
  readonly ecu: string;
  readonly at: Milliseconds;
};

/** Why there is no reading, or no line. */
export type UnavailableReason =
  | AdapterError
  | 'timeout'
  | 'invalid-answer'
  | 'line-closed'
  | 'adapter-not-understood';

/** What could not be had. */
export interface Unavailable {
  readonly what: Task | 'support' | 'vin' | 'adapter' | 'line';
  readonly reason: UnavailableReason;
  /** The words of the port where the line closed. */
  readonly detail?: string;
}

export type SessionEffect =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'write'; readonly command: string }
  | { readonly kind: 'set-timer'; readonly timer: TimerName; readonly delay: Milliseconds }
  | { readonly kind: 'cancel-timer'; readonly timer: TimerName }
  | { readonly kind: 'reading'; readonly reading: ObdReading }
  | { readonly kind: 'unavailable'; readonly unavailable: Unavailable }
  /** The wanted odometer poll is over, with or without a reading; one may have gone before as `reading`. */
  | { readonly kind: 'odometer-polled' };

/** The session after an input, and what is to be done now. */
export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}
