import type { Booted } from './boot.ts';
import type { DeviceConfig } from './config.ts';
import { FuelLevel } from './fuel/level.ts';
import { signWith } from './keys.ts';
import { Logbook } from './logbook.ts';
import { CurrentOdometer } from './odometer.ts';
import type { Parked } from './parked.ts';
import type { DevicePorts } from './ports.ts';
import { type Circumstances, Recorder } from './recorder.ts';
import { CurrentSettings } from './settings.ts';
import { StorageWatch } from './storage-watch.ts';
import { Surroundings } from './surroundings.ts';
import { Timekeeper } from './time/timekeeper.ts';

/** What stands in every record, and who writes records. */
export interface RecordKeeping {
  readonly time: Timekeeper;
  readonly odometer: CurrentOdometer;
  readonly fuel: FuelLevel;
  readonly settings: CurrentSettings;
  readonly surroundings: Surroundings;
  readonly recorder: Recorder;
  readonly logbook: Logbook;
  readonly storage: StorageWatch;
}

/** Who sends what was recorded. */
export interface RecordEvents {
  /** There are records to be sent. */
  readonly onSynced: () => void;
  /** The record of this number will be urgent, once it is synced. */
  readonly onUrgent: (seq: number) => void;
}

/** Takes clock, odometer and state up where the last boot left them. */
export function keepRecords(
  { clock, timers, random, log }: Pick<DevicePorts, 'clock' | 'timers' | 'random' | 'log'>,
  config: Pick<DeviceConfig, 'car' | 'keys' | 'settings'>,
  booted: Booted,
  { onSynced, onUrgent }: RecordEvents,
  parked: Parked,
): RecordKeeping {
  const time = new Timekeeper(clock, booted.lowerBound, (fact) => recorder.record(fact));
  const odometer = new CurrentOdometer(booted.state.odometer, booted.state.rental, parked.odometer);
  const fuel = new FuelLevel(() => odometer.now().drivenMetres, parked.fuel, parked.float);
  const settings = new CurrentSettings(config.settings);
  const surroundings = new Surroundings({ settings, fuel, odometer, state: () => recorder.state });
  const circumstances = (): Circumstances => {
    const { time: wallTime, quality: clockQuality } = time.now();
    const { metres: odometerMetres, source: odometerSource } = odometer.now();
    const { bootCount } = booted;
    return { wallTime, clockQuality, elapsed: clock.elapsed(), bootCount, odometerMetres, odometerSource };
  };
  const recorder: Recorder = new Recorder(booted.journal, booted.state, booted.link, {
    car: config.car,
    random,
    timers,
    sign: signWith(config.keys.signing),
    elapsed: () => clock.elapsed(),
    circumstances,
    lowerBound: () => time.lowerBound,
    onSynced(took) {
      storage.synced(took);
      onSynced();
    },
    onSyncFailed: (thrown) => storage.failed(thrown),
    onUrgent,
    onDropped: (kind, reason) => log.error({ kind, reason }, 'record dropped'),
  });
  const journals = [...booted.oldJournals, booted.journal];
  const storage: StorageWatch = new StorageWatch({ clock, timers, log, recorder, journals });
  const logbook = new Logbook({
    recorder,
    odometer,
    elapsed: () => clock.elapsed(),
    wallTime: () => time.now(),
    surroundings,
  });
  return { time, odometer, fuel, settings, surroundings, recorder, logbook, storage };
}
