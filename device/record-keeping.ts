import { messageOf } from '../protocol/errors.ts';
import type { Booted } from './boot.ts';
import type { DeviceConfig } from './config.ts';
import { FuelLevel } from './fuel/level.ts';
import { signWith } from './keys.ts';
import { Logbook } from './logbook.ts';
import { CurrentOdometer } from './odometer.ts';
import type { DevicePorts } from './ports.ts';
import { type Circumstances, Recorder } from './recorder.ts';
import { Timekeeper } from './time/timekeeper.ts';

/** What stands in every record, and who writes records. */
export interface RecordKeeping {
  readonly time: Timekeeper;
  readonly odometer: CurrentOdometer;
  readonly fuel: FuelLevel;
  readonly recorder: Recorder;
  readonly logbook: Logbook;
}

/** Takes clock, odometer and state up where the last boot left them. `onSynced`: there are records to be sent. */
export function keepRecords(
  { clock, random, log }: Pick<DevicePorts, 'clock' | 'random' | 'log'>,
  config: Pick<DeviceConfig, 'car' | 'keys'>,
  booted: Booted,
  onSynced: () => void,
): RecordKeeping {
  const time = new Timekeeper(clock, booted.lowerBound, (fact) => recorder.record(fact));
  const odometer = new CurrentOdometer(booted.state.odometer);
  const fuel = new FuelLevel();
  const circumstances = (): Circumstances => {
    const { time: wallTime, quality: clockQuality } = time.now();
    const { metres: odometerMetres, source: odometerSource } = odometer.now();
    const { bootCount } = booted;
    return { wallTime, clockQuality, elapsed: clock.elapsed(), bootCount, odometerMetres, odometerSource };
  };
  const recorder: Recorder = new Recorder(booted.journal, booted.state, booted.link, {
    car: config.car,
    random,
    sign: signWith(config.keys.signing),
    circumstances,
    lowerBound: () => time.lowerBound,
    onSynced,
    onSyncFailed: (thrown) => log.error({ reason: messageOf(thrown) }, 'records not on disk yet'),
    onDropped: (kind, { message }) => log.error({ kind, reason: message }, 'record dropped'),
  });
  const logbook = new Logbook({
    recorder,
    odometer,
    elapsed: () => clock.elapsed(),
    wallTime: () => time.now(),
    fuelPermille: () => fuel.permille,
  });
  return { time, odometer, fuel, recorder, logbook };
}
