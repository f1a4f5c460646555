import type { VehicleProfile } from './profile.ts';

/** Pace and patience of the OBD dialogue; all in milliseconds. */
export interface ObdConfig {
  /** While the ignition is on, as the next four. */
  readonly speedEveryMs: number;
  readonly engineSpeedEveryMs: number;
  /** Also asked at each stop and as the ignition goes off. */
  readonly odometerEveryMs: number;
  readonly fuelEveryMs: number;
  /** A second source of the odometer, so that the first is not believed alone. */
  readonly odometerCheckEveryMs: number;
  /** What a profile tells beside odometer and fuel. */
  readonly conditionEveryMs: number;
  readonly voltageEveryMs: number;
  /** All of them while the ignition is off, nothing moves, and the battery is charged, as at a cable. */
  readonly chargingEveryMs: number;
  /** ATRV while parked and awake: it asks the adapter only and wakes no control unit. */
  readonly parkedVoltageEveryMs: number;
  /** The first time after the ignition went off: a voltage of charging then says that the engine turns all the same. */
  readonly afterIgnitionVoltageMs: number;
  /** The same while nobody is in the car. */
  readonly asleepVoltageEveryMs: number;
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
  /** Longest wait of `pollOdometer` and `pollConditions`. */
  readonly odometerWaitMs: number;
  /** Of the line, to be tried in turn; empty where it has one. */
  readonly speeds: readonly number[];
  /** Of which the first that fits the VIN is taken. */
  readonly profiles: readonly VehicleProfile[];
  /** The profile whatever the VIN says. */
  readonly profile: VehicleProfile | undefined;
}

/** How a car is asked: at the pace of its configuration, by the profiles that it names. */
export const obdConfigOf = ({
  pace,
  vehicle,
}: {
  readonly pace: { readonly drivingMilliseconds: number };
  readonly vehicle?: Pick<ObdConfig, 'profiles' | 'profile'> | undefined;
}): ObdConfig => ({
  ...defaultObdConfig,
  speedEveryMs: pace.drivingMilliseconds,
  ...vehicle,
});

export const defaultObdConfig: ObdConfig = {
  speedEveryMs: 1000,
  engineSpeedEveryMs: 10_000,
  odometerEveryMs: 10_000,
  fuelEveryMs: 10_000,
  odometerCheckEveryMs: 60_000,
  conditionEveryMs: 10_000,
  voltageEveryMs: 10_000,
  chargingEveryMs: 60_000,
  parkedVoltageEveryMs: 300_000,
  afterIgnitionVoltageMs: 60_000,
  asleepVoltageEveryMs: 900_000,
  afterRunMs: 2000,
  replyTimeoutMs: 2000,
  searchTimeoutMs: 12_000,
  discoveryRetryMs: 2000,
  reopenMs: 1000,
  odometerWaitMs: 2000,
  speeds: [],
  profiles: [],
  profile: undefined,
};
