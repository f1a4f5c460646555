import type { Sample } from '../protocol/messages/sample.ts';
import { Alarms } from './alarms.ts';
import { CabinWatch } from './cabin/watch.ts';
import type { DeviceConfig } from './config.ts';
import { Custody } from './custody.ts';
import { Driven } from './driven.ts';
import type { Battery } from './energy/battery.ts';
import { EnergyWatch } from './energy-watch.ts';
import { FixWatch } from './fix-watch.ts';
import { createGnss, defaultGnssConfig } from './gnss/gnss.ts';
import { type Motion, MotionWatch } from './motion.ts';
import { obdConfigOf } from './obd/config.ts';
import { createObd } from './obd/obd.ts';
import { type FoundParked, ParkedMemory } from './parked.ts';
import type { CabinInputs, DevicePorts } from './ports.ts';
import type { RecordKeeping } from './record-keeping.ts';
import { Sensors } from './sensors.ts';
import { Towing } from './towing.ts';

/** The lines into the car, each bringing its readings to where they matter. */
export interface Senses {
  start(): void;
  stop(): void;
  /** Reads the I/O board now. @throws {Fault} `cabin-unreachable`. */
  readInputs(): Promise<CabinInputs>;
  readonly motion: Motion;
  /** Resolves when the odometer has been read once more, or cannot be. */
  readOdometer(): Promise<void>;
  /** Resolves when windows, lights and cable have been asked once more, as far as the car tells them. */
  readConditions(): Promise<void>;
  /** Another vehicle profile was chosen: the adapter is asked anew what car this is. */
  profileChosen(): void;
}

export interface SensesEvents {
  readonly onSample: (sample: Sample) => void;
  readonly onBattery: (kind: Battery['kind']) => void;
}

/** Listens to OBD, GNSS and the I/O board. */
export function listenToCar(
  ports: Pick<
    DevicePorts,
    'clock' | 'timers' | 'random' | 'log' | 'disk' | 'obd' | 'gnss' | 'cabin' | 'trace'
  >,
  { pace, vehicle }: Pick<DeviceConfig, 'pace' | 'vehicle'>,
  { time, odometer, fuel, settings, surroundings, recorder, logbook }: RecordKeeping,
  { onSample, onBattery }: SensesEvents,
  parked: FoundParked,
): Senses {
  const { clock, timers, log } = ports;
  const obdConfig = {
    ...obdConfigOf({ pace, vehicle }),
    get profile() {
      const { profile: name } = settings.now;
      return vehicle?.profiles.find(({ profile }) => profile === name) ?? vehicle?.profile;
    },
  };
  const obd = createObd(ports, obdConfig, {
    reading: (reading) => sensors.obd(reading),
    unavailable: ({ what, reason }) => log.debug({ what, reason }, 'no reading'),
    profile(profile) {
      log.info({ profile: profile?.profile ?? 'none' }, 'car known');
      fuel.describe(profile?.energy ?? 'fuel', profile?.tankLitres);
    },
  });
  const gnss = createGnss(ports, defaultGnssConfig, {
    fix: (fix) => sensors.fix(fix),
    antenna: (isSound) => alarms.set('gnss-antenna', !isSound),
    unavailable: (reason) => log.debug({ reason }, 'no GNSS line'),
  });
  const { sampleSeconds, awakeSeconds, parkedSeconds } = pace;
  const alarms = new Alarms(recorder, logbook, (alarm) => {
    const place = settings.now.positionAlarms.includes(alarm) ? surroundings.place : null;
    if (place !== null) logbook.record([{ kind: 'position-alarm', alarm, ...place }]);
  });
  const custody = new Custody({
    alarms,
    state: () => recorder.state,
    moment: () => ({
      elapsed: clock.elapsed(),
      wallTime: time.now().time,
      drivenMetres: odometer.now().drivenMetres,
      fuelPermille: fuel.permille,
      zones: surroundings.zones,
    }),
    record: (facts) => logbook.record(facts),
  });
  const energy = new EnergyWatch({ clock, alarms, logbook, settings, onBattery });
  // In an open rental the driver may have driven on without the unit.
  const wasNotDriven = recorder.state.rental.kind === 'none';
  const towing = new Towing(alarms, wasNotDriven ? parked.parked.place : null);
  const fixes = new FixWatch(clock, alarms);
  const motion = new MotionWatch(clock);
  const driven = new Driven({ clock, time, odometer, logbook, alarms });
  const sensors: Sensors = new Sensors({
    clock,
    sampleSeconds,
    odometer,
    driven,
    custody,
    energy,
    towing,
    parked: new ParkedMemory(ports.disk, log, parked, () => recorder.synced()),
    fixes,
    alarms,
    time,
    fuel,
    surroundings,
    motion,
    logbook,
    obd,
    onSample,
  });
  const cabin = new CabinWatch({
    cabin: ports.cabin,
    timers,
    log,
    awakeSeconds,
    parkedSeconds,
    onInputs: (inputs) => sensors.inputs(inputs),
    onReachable: (isReachable) => alarms.set('board-unreachable', !isReachable),
  });
  return {
    start() {
      cabin.start();
      obd.start();
      gnss.start();
    },
    stop() {
      cabin.stop();
      obd.stop();
      gnss.stop();
    },
    get motion() {
      return motion.now;
    },
    readInputs: () => cabin.refresh(),
    readOdometer: () => obd.pollOdometer(),
    readConditions: () => obd.pollConditions(),
    profileChosen() {
      obd.stop();
      obd.start();
    },
  };
}
