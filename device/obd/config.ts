/** Pace and patience of the OBD dialogue; all in milliseconds. */
export interface ObdConfig {
  /** While the ignition is on, as the next four. */
  readonly speedEveryMs: number;
  readonly engineSpeedEveryMs: number;
  /** Also asked at each stop and as the ignition goes off. */
  readonly odometerEveryMs: number;
  readonly fuelEveryMs: number;
  readonly voltageEveryMs: number;
  /** ATRV while parked and awake: it asks the adapter only and wakes no control unit. */
  readonly parkedVoltageEveryMs: number;
  /** How long control units are still asked after the ignition went off. */
  readonly afterRunMs: number;
  /** Longest wait for the prompt. */
  readonly replyTimeoutMs: number;
  /** The same for the first request to the control units, which may search through all protocols. */
  readonly searchTimeoutMs: number;
  /** Between attempts to reach control units that do not answer; doubles up to eight times this. */
  readonly discoveryRetryMs: number;
  /** Between attempts to open the line; doubles up to 64 times this. */
  readonly reopenMs: number;
  /** Longest wait of `pollOdometer`. */
  readonly odometerWaitMs: number;
}

export const defaultObdConfig: ObdConfig = {
  speedEveryMs: 1000,
  engineSpeedEveryMs: 1000,
  odometerEveryMs: 10_000,
  fuelEveryMs: 10_000,
  voltageEveryMs: 10_000,
  parkedVoltageEveryMs: 300_000,
  afterRunMs: 2000,
  replyTimeoutMs: 2000,
  searchTimeoutMs: 12_000,
  discoveryRetryMs: 2000,
  reopenMs: 1000,
  odometerWaitMs: 2000,
};
