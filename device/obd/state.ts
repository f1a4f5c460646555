import type { Milliseconds } from '../../protocol/units.ts';
import type { Address, SettingCommand, Settings } from './addressing.ts';
import type { AdapterError } from './answer.ts';
import type { Condition, ObdRequest, Quantity, QuantityRequest } from './pids.ts';
import type { VehicleProfile } from './profile.ts';
import type { PromptBuffer, Reply } from './reply.ts';

/** What is measured again and again, in the order of urgency. `odometer-check`: the source next best to the one in use. */
export const tasks = [
  'speed',
  'engine-speed',
  'odometer',
  'fuel-level',
  'traction-battery',
  'voltage',
  'odometer-check',
  'ignition-on',
  'doors-closed',
  'windows-closed',
  'lights-off',
  'cable-connected',
] as const satisfies readonly (Condition | string)[];
export type Task = (typeof tasks)[number];

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
      /** What is asked next: a block of supported PIDs, the VIN, then the PIDs that no control unit named (by their place). */
      readonly next: { readonly supportFrom: number } | 'vin' | { readonly probe: number };
      readonly support: Support;
      readonly profile: VehicleProfile | undefined;
    }
  | {
      readonly kind: 'known';
      /** The one control unit that each PID of service 01 is taken from. */
      readonly ecuOf: ReadonlyMap<number, string>;
      readonly profile: VehicleProfile | undefined;
      /** By the name of a request: answers without a reading in a row, past a limit of which another source takes its place. */
      readonly failures: ReadonlyMap<string, Failure>;
    };

export interface Failure {
  readonly count: number;
  /** When it is asked again, past the limit. */
  readonly retryAt: Milliseconds;
}

/** Something that is asked of the adapter or of the control units. */
export type Ask =
  | { readonly kind: 'support'; readonly from: number; readonly request: ObdRequest }
  | { readonly kind: 'vin'; readonly request: ObdRequest }
  | { readonly kind: 'probe'; readonly at: number; readonly request: ObdRequest }
  | QuantityAsk
  | { readonly kind: 'adapter-voltage' }
  /** The protocol by its number in ATSP. */
  | { readonly kind: 'protocol'; readonly number: string }
  /** Whom the next request goes to, and whose answer is let through. */
  | (SettingCommand & { readonly kind: 'addressing' });

export interface QuantityAsk {
  readonly kind: 'quantity';
  readonly task: Task;
  /** Of the request. */
  readonly name: string;
  readonly request: QuantityRequest;
  /** The one control unit that is believed; any standard one where undefined. */
  readonly ecu: string | undefined;
  readonly address: Address;
  /** Somebody waits for it. */
  readonly wanted: boolean;
}

/** How far the adapter is. */
export type Stage =
  /** Until it shows its banner. `settling`: strange words came, and silence is awaited before the next attempt. */
  | { readonly kind: 'resetting'; readonly attempt: number; readonly settling: boolean }
  | {
      readonly kind: 'configuring';
      readonly attempt: number;
      readonly step: number;
      /** Commands that it took. */
      readonly accepted: number;
      /** It does not show that it began anew: its settings may be those of before. */
      readonly areKept: boolean;
    }
  | ReadyStage;

export interface ReadyStage {
  readonly kind: 'ready';
  readonly car: Car;
  readonly asked: Ask | undefined;
  readonly settings: Settings;
  /** The protocol that was forced; undefined while the adapter searches by itself. */
  readonly protocol: string | undefined;
  /** Answers in a row that make no sense: past a limit the adapter is reset. */
  readonly senseless: number;
  /** Answers in a row that say that nobody answered: past a limit the control units are looked for anew. */
  readonly silent: number;
  /** Errors on the bus in a row: past a limit likewise. */
  readonly disturbed: number;
}

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
      /** What has come before prompts since and is no answer: the beginning of one, another's, or nothing. */
      readonly held: Reply | undefined;
      /** The adapter was stopped by the command, and has been given it once more. */
      readonly isRepeated: boolean;
      readonly stage: Stage;
    };

export type OpenLine = Extract<LineState, { kind: 'open' }>;

export interface SessionState {
  readonly ignitionOn: boolean;
  /** The voltage says that the engine, or a charger, runs. */
  readonly charging: boolean;
  /** Whether the engine turns, as last read; undefined where the car has not said. */
  readonly engineRuns: boolean | undefined;
  /** Whether the unit is awake: asleep, the adapter is asked for the voltage less often. */
  readonly awake: boolean;
  readonly ignitionOffAt: Milliseconds | undefined;
  /** An odometer reading is to be taken before anything else. */
  readonly odometerWanted: boolean;
  /** The car was last seen moving as its ignition went off: a last speed tells whether it stands. */
  readonly speedWanted: boolean;
  /** To be read once, whether or not the ignition is on. */
  readonly conditionsWanted: readonly Condition[];
  readonly moving: boolean;
  readonly due: DueTimes;
  /** Attempts to open the line since an adapter was last configured. */
  readonly openAttempts: number;
  /** Place in `ObdConfig.speeds`, and whether an adapter was understood at it. */
  readonly speed: number;
  readonly speedProven: boolean;
  /** Time-outs double so often, for a slow adapter. */
  readonly patience: number;
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
  | { readonly kind: 'poll-odometer' }
  | { readonly kind: 'poll-conditions' };

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
  readonly what: Task | 'support' | 'vin' | 'probe' | 'adapter' | 'line';
  readonly reason: UnavailableReason;
  /** The words of the port where the line closed. */
  readonly detail?: string;
}

export type SessionEffect =
  | { readonly kind: 'open'; readonly speed: number | undefined }
  | { readonly kind: 'close' }
  | { readonly kind: 'write'; readonly command: string }
  | { readonly kind: 'set-timer'; readonly timer: TimerName; readonly delay: Milliseconds }
  | { readonly kind: 'cancel-timer'; readonly timer: TimerName }
  | { readonly kind: 'reading'; readonly reading: ObdReading }
  | { readonly kind: 'unavailable'; readonly unavailable: Unavailable }
  /** The profile by which the car is now asked; undefined where it is an unknown one. */
  | { readonly kind: 'profile'; readonly profile: VehicleProfile | undefined }
  /** What was wanted has been asked, with or without an answer; readings may have gone before as `reading`. */
  | { readonly kind: 'polled' };

/** The session after an input, and what is to be done now. */
export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}
