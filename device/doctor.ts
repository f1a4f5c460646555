import { Fault, messageOf } from '../protocol/errors.ts';
import { encodeStatus } from '../protocol/messages/status.ts';
import { type Cancel, type Clock, silentLog, type Timers } from '../protocol/runtime.ts';
import type { Settings } from '../protocol/settings/settings.ts';
import { topicOf } from '../protocol/topics.ts';
import { milliseconds } from '../protocol/units.ts';
import type { DeviceConfig } from './config.ts';
import { brokerSays, diskSays, lineSays } from './doctor-advice.ts';
import { CarTold } from './doctor-car.ts';
import { type Finding, fail, ok, warn } from './finding.ts';
import { unrolled } from './gnss/fix.ts';
import { createGnss, defaultGnssConfig } from './gnss/gnss.ts';
import { signWith } from './keys.ts';
import { defaultObdConfig, type ObdConfig } from './obd/config.ts';
import { createObd } from './obd/obd.ts';
import type { BrokerAddress, CabinInputs, DevicePorts, Line } from './ports.ts';
import { readSettingsFiles } from './settings-files.ts';

export type DoctorPorts = Pick<
  DevicePorts,
  'clock' | 'timers' | 'random' | 'obd' | 'gnss' | 'cabin' | 'disk' | 'mqtt'
> & {
  /** What the disk has left; not looked at where absent. */
  readonly freeBytes?: () => Promise<number>;
  /** Opens the line for phones and lets go of it; rejects where it cannot be had. Not looked at where absent. */
  readonly phones?: () => Promise<void>;
};

/** What of a configuration is looked at. */
type Examined = Pick<DeviceConfig, 'car' | 'keys' | 'issuers' | 'vehicle'> & {
  readonly broker?: { readonly url?: string | undefined };
};

/** A mechanic waits: what a car does not answer is asked thrice within seconds, and the next source takes its place. */
const impatient: ObdConfig = {
  ...defaultObdConfig,
  odometerEveryMs: 1_000,
  odometerCheckEveryMs: 1_000,
  fuelEveryMs: 1_000,
  conditionEveryMs: 1_000,
};
const obdMilliseconds = milliseconds(25_000);
const gnssMilliseconds = milliseconds(8_000);
const brokerMilliseconds = milliseconds(15_000);
const earliest = Date.UTC(2026, 0, 1);
const wrongClockMilliseconds = 60_000;
const chargingMillivolts = 13_200;
const weakMillivolts = 12_000;
/** Half of what the journal may take. */
const fewFreeBytes = 64 * 1024 * 1024;

/** Tests lines, inputs, clock, disk, broker and keys, one after the other; `told` hears each finding as it is made. */
export async function examine(
  ports: DoctorPorts,
  config: Examined,
  told: (finding: Finding) => void,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const tell = (finding: Finding): void => {
    findings.push(finding);
    told(finding);
  };
  tell(keys(config));
  tell(await disk(ports));
  const inputs = await board(ports, tell);
  for (const finding of await phones(ports)) tell(finding);
  for (const finding of await adapter(ports, config, inputs?.ignitionOn)) tell(finding);
  for (const finding of await receiver(ports, inputs?.ignitionOn ?? false)) tell(finding);
  const overTheAir = await newestSettings(ports);
  tell(settings(overTheAir));
  tell(await broker(ports, config, overTheAir?.broker));
  return findings;
}

function keys({ car, keys: { signing }, issuers }: Pick<DeviceConfig, 'car' | 'keys' | 'issuers'>): Finding {
  try {
    signWith(signing)(new TextEncoder().encode(car));
  } catch (thrown) {
    return fail('keys', `the signing key cannot sign: ${messageOf(thrown)}`);
  }
  return ok(
    'keys',
    `car ${car}, believes ${issuers.length} issuers: ${issuers.map(({ issuer }) => issuer).join(', ')}`,
  );
}

async function disk({ disk: folder, clock, freeBytes }: DoctorPorts): Promise<Finding> {
  const name = 'doctor.tmp';
  const startedAt = clock.elapsed();
  try {
    await folder.append(name, new TextEncoder().encode('written by doctor'));
    await folder.sync(name);
    await folder.remove(name);
    const took = clock.elapsed() - startedAt;
    const files = (await folder.list()).length;
    const free = await freeBytes?.();
    return diskFinding(took, files, free);
  } catch (thrown) {
    return fail('disk', diskSays(messageOf(thrown)));
  }
}

function diskFinding(tookMilliseconds: number, files: number, freeBytes: number | undefined): Finding {
  const left = freeBytes === undefined ? '' : `, ${Math.floor(freeBytes / 1e6)} MB free`;
  const says = `written and synced in ${tookMilliseconds} ms; ${files} files in the journal's folder${left}`;
  if (tookMilliseconds > 1_000) return warn('disk', `${says}; slow, the card may be worn`);
  if (freeBytes !== undefined && freeBytes < fewFreeBytes)
    return warn('disk', `${says}; nearly full: see what else fills it`);
  return ok('disk', says);
}

async function board({ cabin }: DoctorPorts, tell: (finding: Finding) => void): Promise<CabinInputs | null> {
  try {
    const inputs = await cabin.read();
    tell(ok('I/O board', 'answers'));
    for (const [name, on, off] of inputNames) tell(ok(name, inputs[inputOf[name]] ? on : off));
    return inputs;
  } catch (thrown) {
    tell(fail('I/O board', lineSays('I/O board', messageOf(thrown))));
    return null;
  }
}

const inputOf = {
  'input ignition': 'ignitionOn',
  'input doors': 'doorsClosed',
  'input lock': 'doorsLocked',
  'input key': 'keyInHolder',
  'input fuel card': 'fuelCardInHolder',
} as const satisfies Record<string, keyof CabinInputs>;
const inputNames = [
  ['input ignition', 'on', 'off'],
  ['input doors', 'closed', 'open'],
  ['input lock', 'locked', 'unlocked'],
  ['input key', 'in its holder', 'out'],
  ['input fuel card', 'in its holder', 'out'],
] as const;

/** Control units are asked only with the ignition on, as ever; so is the odometer. */
async function adapter(
  ports: DoctorPorts,
  { vehicle }: Pick<DeviceConfig, 'vehicle'>,
  ignition: boolean | undefined,
): Promise<readonly Finding[]> {
  const told = new CarTold();
  const ignitionOn = ignition === true;
  const line = listenedTo(ports.obd);
  await until(ports, obdMilliseconds, (done) => {
    const goOn = (): void => {
      if (told.hasVoltage && (!ignitionOn || told.isComplete)) done();
    };
    const obd = createObd(
      { ...ports, obd: line },
      { ...impatient, ...vehicle },
      {
        reading(reading) {
          told.reading(reading);
          goOn();
        },
        unavailable(unavailable) {
          told.unavailable(unavailable);
          goOn();
        },
        profile: (profile) => told.known(profile),
      },
    );
    obd.start();
    obd.ignitionChanged(ignitionOn);
    return () => obd.stop();
  });
  return obdFindings(told, ignition, line.heard);
}

function obdFindings(
  told: CarTold,
  ignition: boolean | undefined,
  heard: 'bytes' | 'nothing',
): readonly Finding[] {
  const { millivolts } = told;
  if (millivolts === undefined) return [fail('OBD adapter', lineSays('OBD adapter', told.reasons, heard))];
  const answers = ok('OBD adapter', 'answers');
  if (ignition === true) return [answers, battery(millivolts), ...told.findings];
  const why =
    ignition === undefined
      ? 'the I/O board does not tell whether the ignition is on'
      : 'turn the ignition on and examine again';
  const odometer = warn('odometer', `not asked for: ${why}`);
  return [answers, battery(millivolts), odometer];
}

function battery(millivolts: number): Finding {
  const volts = `${(millivolts / 1000).toFixed(1)} V`;
  if (millivolts < weakMillivolts) return warn('battery', `${volts}: weak`);
  return ok('battery', millivolts >= chargingMillivolts ? `${volts}, charging` : volts);
}

/** Where phones find the car: a Bluetooth module's line, or a port. */
async function phones({ phones: opened }: DoctorPorts): Promise<readonly Finding[]> {
  if (opened === undefined) return [];
  try {
    await opened();
    return [ok('phones', 'their line can be opened')];
  } catch (thrown) {
    return [fail('phones', lineSays('phones', messageOf(thrown)))];
  }
}

async function receiver(ports: DoctorPorts, ignitionOn: boolean): Promise<readonly Finding[]> {
  let heard = false;
  let reason = 'silence';
  let isLost = false;
  let antenna = true;
  let time: number | undefined;
  let satellites: number | undefined;
  const line = listenedTo(ports.gnss);
  await until(ports, gnssMilliseconds, (done) => {
    const gnss = createGnss({ ...ports, gnss: line }, defaultGnssConfig, {
      fix(fix) {
        heard = true;
        if (fix.kind !== 'position') return;
        time = unrolled(fix.time);
        satellites = fix.satellites;
        done();
      },
      antenna: (isSound) => {
        antenna = isSound;
      },
      unavailable: (why) => {
        reason = why;
        isLost = true;
      },
    });
    gnss.start();
    return () => gnss.stop();
  });
  const found =
    time === undefined
      ? 'no fix yet; look again under the open sky'
      : `a fix, ${satellites ?? '?'} satellites`;
  const isWrong = ignitionOn || isLost || line.heard === 'bytes';
  const gnss = !heard
    ? (isWrong ? fail : warn)('GNSS', lineSays('GNSS', reason, line.heard))
    : !antenna
      ? fail('GNSS', 'says that its antenna is not connected')
      : time === undefined
        ? warn('GNSS', found)
        : ok('GNSS', found);
  return [gnss, clockFinding(ports.clock, time)];
}

function clockFinding(clock: Clock, satelliteTime: number | undefined): Finding {
  const now = clock.wall();
  const shown = new Date(now).toISOString().slice(0, 19);
  if (now < earliest) return fail('clock', `${shown}: the machine has lost its time`);
  if (satelliteTime === undefined) return warn('clock', `${shown} UTC, not compared: no fix`);
  const apart = Math.abs(now - satelliteTime);
  return apart > wrongClockMilliseconds
    ? warn('clock', `${shown} UTC, ${Math.round(apart / 1000)} s from satellite time`)
    : ok('clock', `${shown} UTC, as the satellites say`);
}

/** Those that came over the air; the unit itself knows whether it follows them (clause 13.5). */
async function newestSettings({ disk: folder }: DoctorPorts): Promise<Settings | undefined> {
  const files = [...(await readSettingsFiles(folder, silentLog)).files.values()];
  return files.sort((left, right) => right.version - left.version)[0];
}

const settings = (newest: Settings | undefined): Finding =>
  ok(
    'settings',
    newest === undefined ? "those of the car's file" : `version ${newest.version}, over the air`,
  );

async function broker(
  { mqtt, timers }: DoctorPorts,
  { car, broker: configured }: Examined,
  other: BrokerAddress | undefined,
): Promise<Finding> {
  const url = other?.url ?? configured?.url;
  const will = { topic: topicOf(car, 'status'), payload: encodeStatus({ state: 'offline' }) };
  let cancel: Cancel = () => {};
  const late = new Promise<Finding>((resolve) => {
    cancel = timers.after(brokerMilliseconds, () => resolve(fail('broker', brokerSays(url, 'no answer'))));
  });
  const tried = mqtt
    .connect(will, { message: () => {}, closed: () => {} }, other)
    .then(async (session) => {
      await session.close();
      return ok('broker', `${url ?? 'it'} let the car in`);
    })
    .catch((thrown: unknown) => {
      const code = thrown instanceof Fault ? thrown.code : undefined;
      return fail('broker', brokerSays(url, messageOf(thrown), code));
    });
  const finding = await Promise.race([tried, late]);
  cancel();
  return finding;
}

/** A line that tells whether anything came over it, understood or not. */
function listenedTo(line: Line): Line & { readonly heard: 'bytes' | 'nothing' } {
  let heard: 'bytes' | 'nothing' = 'nothing';
  return {
    ...(line.speeds === undefined ? {} : { speeds: line.speeds }),
    open: (events, speed) =>
      line.open(
        {
          data(bytes) {
            heard = 'bytes';
            events.data(bytes);
          },
          closed: (reason) => events.closed(reason),
        },
        speed,
      ),
    get heard() {
      return heard;
    },
  };
}

/** Runs something until it calls back, or its time is over, and stops it. */
function until(
  { timers }: { readonly timers: Timers },
  longest: ReturnType<typeof milliseconds>,
  begin: (done: () => void) => () => void,
): Promise<void> {
  return new Promise((resolve) => {
    let stop = (): void => {};
    let isOver = false;
    const over = (): void => {
      if (isOver) return;
      isOver = true;
      cancel();
      stop();
      resolve();
    };
    const cancel = timers.after(longest, over);
    stop = begin(over);
    if (isOver) stop();
  });
}
