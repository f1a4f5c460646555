import { toHex } from '../protocol/codec/bytes.ts';
import { messageOf } from '../protocol/errors.ts';
import { journalId } from '../protocol/ids.ts';
import { linkVersion } from '../protocol/link/messages.ts';
import type { Cancel } from '../protocol/runtime.ts';
import { milliseconds } from '../protocol/units.ts';
import { Connection } from './access/connection.ts';
import { createVerifier } from './access/signatures.ts';
import { type Booted, boot, type LostTail } from './boot.ts';
import { CabinWatch } from './cabin/watch.ts';
import type { DeviceConfig } from './config.ts';
import { sha256 } from './digest.ts';
import { Doors } from './doors.ts';
import { Gatekeeper } from './gatekeeper.ts';
import { createGnss, defaultGnssConfig } from './gnss/gnss.ts';
import { authenticateWith, signWith } from './keys.ts';
import { Logbook } from './logbook.ts';
import { defaultObdConfig } from './obd/config.ts';
import { createObd } from './obd/obd.ts';
import { CurrentOdometer } from './odometer.ts';
import type { DevicePorts } from './ports.ts';
import { Recorder } from './recorder.ts';
import { RemoteControl } from './remote-control.ts';
import { Sensors } from './sensors.ts';
import { Timekeeper } from './time/timekeeper.ts';
import { Turns } from './time/waiting.ts';
import { SampleQueue } from './uplink/samples.ts';
import { type DeliverableJournal, Uplink } from './uplink/uplink.ts';

/** Name and version that a car gives for itself, in records and in its status. */
export const software = 'ritmeter 0.1.0';

const pruneEvery = milliseconds(6 * 3_600_000);

/** The unit in one car. */
export interface Device {
  /** Takes up where the last boot stopped. @throws {Fault} `storage-fault` where the disk cannot be read at all. */
  start(): Promise<void>;
  /** Signs and stores what is open, says goodbye to the gateway, and ends. */
  stop(): Promise<void>;
  /** Whether the gateway has a receipt out for every record on disk. */
  readonly isDelivered: boolean;
  /** Records on disk in the journals that are not yet delivered and in the one being written. */
  readonly recordsWritten: number;
}

interface Running {
  stop(): Promise<void>;
  readonly isDelivered: () => boolean;
  readonly recordsWritten: () => number;
}

/** The main path of the car, top-down: readings become decisions, decisions become records, records go to the gateway. */
export function createDevice(ports: DevicePorts, config: DeviceConfig): Device {
  let running: Running | null = null;

  const start = async (lost: LostTail | null): Promise<void> => {
    const booted = await boot(ports, config, software, lost);
    running = run(ports, config, booted, (tail) => void restart(tail));
  };
  const stop = async (): Promise<void> => {
    const stopping = running;
    running = null;
    await stopping?.stop();
  };
  const restart = async (lost: LostTail): Promise<void> => {
    ports.log.error(
      { journal: lost.journal, through: lost.through },
      'journal has lost its tail; a new one begins',
    );
    await stop();
    await start(lost);
  };

  return {
    start: () => start(null),
    stop,
    get isDelivered() {
      return running?.isDelivered() ?? false;
    },
    get recordsWritten() {
      return running?.recordsWritten() ?? 0;
    },
  };
}

function run(
  ports: DevicePorts,
  config: DeviceConfig,
  booted: Booted,
  onTailLost: (tail: LostTail) => void,
): Running {
  const { clock, timers, random, log } = ports;
  const sign = signWith(config.keys.signing);
  const turns = new Turns();

  const time = new Timekeeper(clock, booted.lowerBound, (fact) => recorder.record(fact));
  const odometer = new CurrentOdometer(booted.state.odometer);
  const samples = new SampleQueue(journalId(toHex(random.bytes(8))));

  const recorder: Recorder = new Recorder(booted.journal, booted.state, booted.link, {
    car: config.car,
    random,
    sign,
    circumstances: () => {
      const { time: wallTime, quality: clockQuality } = time.now();
      const { metres: odometerMetres, source: odometerSource } = odometer.now();
      const { bootCount } = booted;
      return { wallTime, clockQuality, elapsed: clock.elapsed(), bootCount, odometerMetres, odometerSource };
    },
    lowerBound: () => time.lowerBound,
    onSynced: () => uplink.gather(),
    onSyncFailed: (thrown) => log.error({ reason: messageOf(thrown) }, 'records not on disk yet'),
  });
  const logbook = new Logbook({
    recorder,
    odometer,
    elapsed: () => clock.elapsed(),
    wallTime: () => time.now(),
    fuelPermille: () => sensors.fuelPermille(),
  });

  const sensors: Sensors = new Sensors({
    clock,
    sampleSeconds: config.pace.sampleSeconds,
    odometer,
    time,
    logbook: () => logbook,
    obd: () => obd,
    onSample: (sample) => {
      samples.add(sample);
      uplink.gather();
    },
  });
  const obd = createObd(ports, defaultObdConfig, {
    reading: (reading) => sensors.obd(reading),
    unavailable: ({ what, reason }) => log.debug({ what, reason }, 'no reading'),
  });
  const gnss = createGnss(ports, defaultGnssConfig, {
    fix: (fix) => sensors.fix(fix),
    unavailable: (reason) => log.debug({ reason }, 'no GNSS line'),
  });
  const cabin = new CabinWatch({
    cabin: ports.cabin,
    timers,
    log,
    awakeSeconds: config.pace.awakeSeconds,
    parkedSeconds: config.pace.parkedSeconds,
    onInputs: (inputs) => sensors.inputs(inputs),
  });

  const doors = new Doors({
    timers,
    read: () => cabin.refresh(),
    command: (command) => ports.cabin.command(command),
  });
  const gatekeeper = new Gatekeeper({
    car: config.car,
    issuers: config.issuers,
    verify: createVerifier(),
    timers,
    random,
    log,
    recorder,
    logbook,
    doors,
    turns,
    wallTime: () => time.now(),
    lastOdometer: () => obd.pollOdometer(),
    fuelPermille: () => sensors.fuelPermille(),
    signedTime: (signed) => time.signedTime(signed),
  });
  const remoteControl = new RemoteControl({
    doors,
    turns,
    recorder,
    logbook,
    wallTime: () => time.now(),
    log,
  });

  const current: DeliverableJournal = {
    journalId: booted.journal.journalId,
    lastSeq: () => booted.journal.syncedSeq,
    releasedThrough: booted.journal.releasedThrough,
    read: (fromSeq, limits) => booted.journal.read(fromSeq, limits),
    release: (throughSeq) => booted.journal.release(throughSeq, time.now().time),
  };
  const earlier = booted.oldJournals.map(
    (journal): DeliverableJournal => ({
      journalId: journal.journalId,
      lastSeq: () => journal.lastSeq,
      releasedThrough: journal.releasedThrough,
      read: (fromSeq, limits) => journal.read(fromSeq, limits),
      release: (throughSeq) => journal.release(throughSeq, time.now().time),
    }),
  );
  const uplink: Uplink = new Uplink([...earlier, current], {
    car: config.car,
    mqtt: ports.mqtt,
    clock,
    timers,
    random,
    log,
    authenticate: authenticateWith(config.keys.gateway),
    sign,
    digest: sha256,
    samples,
    status: () => ({
      state: 'online',
      software,
      versions: [1],
      journal: booted.journal.journalId,
      lastSeq: booted.journal.syncedSeq,
      bootCount: booted.bootCount,
      clockQuality: time.now().quality,
    }),
    onGatewayTime: (gatewayTime) => time.gatewayTime(gatewayTime),
    onCommand: (command) => remoteControl.take(command),
    onSetAside: (journal, { from, to }) =>
      recorder.record({ kind: 'set-aside', journal, fromSeq: from, toSeq: to }),
    onTailLost: (journal, through) => onTailLost({ journal, through }),
  });

  const pruneRegularly = (): Cancel =>
    timers.after(pruneEvery, () => {
      cancelPrune = pruneRegularly();
      booted.journal
        .prune(time.now().time)
        .catch((thrown: unknown) => log.error({ reason: messageOf(thrown) }, 'old records not removed'));
    });
  let cancelPrune: Cancel = () => {};

  recorder.record(...booted.opening);
  cabin.start();
  obd.start();
  gnss.start();
  ports.phones.listen(
    (stream) =>
      new Connection(stream, {
        timers,
        random,
        welcome: (nonce) => {
          const { time: wallTime, quality: clockQuality } = time.now();
          return { type: 'welcome', version: linkVersion, car: config.car, nonce, clockQuality, wallTime };
        },
        decide: (request, nonce) => gatekeeper.decide(request, nonce),
      }),
  );
  uplink.start();
  cancelPrune = pruneRegularly();

  return {
    isDelivered: () => uplink.isDelivered,
    recordsWritten: () => [...earlier, current].reduce((sum, { lastSeq }) => sum + lastSeq(), 0),
    async stop() {
      cancelPrune();
      await ports.phones.close();
      cabin.stop();
      obd.stop();
      gnss.stop();
      logbook.seal('shutdown');
      await recorder.synced();
      await uplink.stop();
    },
  };
}
