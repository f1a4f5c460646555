import { type DeviceConfig, parseDeviceFile, type VehicleChoice } from '../../device/config.ts';
import { createDevice, type Device } from '../../device/device.ts';
import { recoverJournal } from '../../device/journal/recovery.ts';

import type { Mqtt, PhoneLink, PowerHook } from '../../device/ports.ts';

import { toHex } from '../../protocol/codec/bytes.ts';
import { Fault } from '../../protocol/errors.ts';
import { carId, issuerId, reservationId, subject, tokenId } from '../../protocol/ids.ts';
import { Phone } from '../../protocol/link/phone.ts';
import type { CarriedList } from '../../protocol/lists/list.ts';
import { decodeRecord } from '../../protocol/messages/record.ts';
import { decodeBody, type Fact, type FactOf, type RecordKind } from '../../protocol/messages/registry.ts';
import type { Action } from '../../protocol/messages/words.ts';
import { type Clock, type Log, silentLog } from '../../protocol/runtime.ts';
import { firstSettings, type Settings } from '../../protocol/settings/settings.ts';
import type { Claims } from '../../protocol/token/claims.ts';
import type { Sign } from '../../protocol/token/signed.ts';
import { encodeToken } from '../../protocol/token/token.ts';
import { epochSeconds, milliseconds, shifted, toEpochSeconds } from '../../protocol/units.ts';
import { createCabinBoard } from '../../simulator/car/cabin.ts';
import { createSimulatedCar } from '../../simulator/car/car.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import { type CarModel, odometerCar } from '../../simulator/car/models.ts';
import { createNmeaReceiver, type NmeaReceiver } from '../../simulator/car/nmea.ts';
import { type CarEvent, parkedCar } from '../../simulator/car/truth.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { boundCabin } from '../../simulator/fleet/bound-lines.ts';
import { SimulatedClock } from '../../simulator/kernel/clock.ts';
import type { Owner } from '../../simulator/kernel/owner.ts';
import { nodeCrypto } from '../../simulator/phone/node-crypto.ts';
import { PhoneLinkTwin } from '../../simulator/phone-link.ts';
import { start, world } from '../simulator/world.ts';
import { heardLine } from './heard-line.ts';
import { countingRandom } from './random.ts';
import { ed25519Key } from './signing-keys.ts';

export const home = { latitudeMicrodegrees: 51_035_800, longitudeMicrodegrees: 3_710_600 };
const issuerKey = ed25519Key(new Uint8Array(32).fill(1));
export const phoneKey = ed25519Key(new Uint8Array(32).fill(2));
const signingSeed = '03'.repeat(32);
const startSeconds = toEpochSeconds(start);

/** The operator's key in this world. */
export { issuerKey as operatorKey };
/** The key that car and gateway share. */
export const gatewayKey = '04'.repeat(32);
/** The key under which the car of this world seals its records. */
export const sealingKey = ed25519Key(new Uint8Array(32).fill(3));
export const car = carId('car-007');
/** What the dashboard shows at first. */
export const firstOdometerMetres = 48_210_000;

/** The configuration of the car of these tests. */
export const benchConfig = parseDeviceFile(
  JSON.stringify({
    car,
    keys: { signing: signingSeed, gateway: gatewayKey },
    issuers: [
      {
        issuer: 'operator',
        keyId: issuerKey.keyId,
        algorithm: 'Ed25519',
        key: { kind: 'Ed25519', x: toHex(issuerKey.publicKey.x) },
        scopes: ['unlock', 'lock', 'end', 'fuel-card', 'status'],
        longestLifeSeconds: 86_400,
        denies: true,
      },
    ],
    initialOdometerMetres: firstOdometerMetres,
    broker: { url: 'mqtt://127.0.0.1', password: 'correct horse battery' },
    lines: {
      obd: 'tcp://127.0.0.1:1',
      gnss: 'tcp://127.0.0.1:2',
      phones: 'tcp://127.0.0.1:3',
      cabin: 'modbus+tcp://127.0.0.1:4',
    },
    folder: 'data',
  }),
  'car.yaml',
);

/** A token for this car and phone, for eight hours from a moment on. */
export const tokenWith = (
  claims: Partial<Claims> = {},
  from = startSeconds,
  signer = issuerKey,
): Uint8Array =>
  encodeToken(
    {
      issuer: issuerId('operator'),
      subject: subject('k7q2m9xa'),
      audience: car,
      expiresAt: epochSeconds(from + 8 * 3600),
      notBefore: epochSeconds(from - 900),
      issuedAt: epochSeconds(from - 900),
      tokenId: tokenId('c1c2c3c4c5c6c7c8'),
      confirmation: phoneKey.publicKey,
      scope: ['unlock', 'lock', 'end', 'fuel-card', 'status'],
      rights: {
        reservation: reservationId('b1b2b3b4b5b6b7b8'),
        latestReturnAt: epochSeconds(from + 4 * 3600),
      },
      ...claims,
    },
    signer,
  );

/** No coverage, ever: the basement of promise 1. */
export const noCoverage: Mqtt = {
  connect: () =>
    Promise.reject(
      new Fault({ code: 'broker-unavailable', blame: 'environment', temporary: true }, 'no coverage'),
    ),
};

interface WorldOptions {
  readonly mqtt?: Mqtt;
  readonly settings?: Settings;
  readonly log?: Log;
  /** How long each call to the disk takes; done at once where absent. */
  readonly diskMilliseconds?: number;
  readonly power?: (hook: PowerHook) => void;
  readonly vehicle?: VehicleChoice;
  readonly drivingMilliseconds?: number;
  readonly config?: Partial<DeviceConfig>;
  /** Where phones come in, in place of the Bluetooth twin. */
  readonly phones?: PhoneLink;
  readonly model?: CarModel;
}

/** A car with twins of all its lines, a disk that outlives the unit, and the unit, which can be killed and started again. */
export function deviceWorld({
  mqtt = noCoverage,
  settings = firstSettings,
  log = silentLog,
  diskMilliseconds,
  power = () => {},
  vehicle,
  drivingMilliseconds = benchConfig.pace.drivingMilliseconds,
  config = {},
  phones,
  model = odometerCar,
}: WorldOptions = {}) {
  const { scheduler, random } = world();
  const worldClock: Clock = { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() };
  let satellitesAheadMilliseconds = 0;
  const satellites: Clock = {
    elapsed: () => scheduler.now(),
    wall: () => shifted(scheduler.trueTime(), satellitesAheadMilliseconds),
  };
  const machine = new SimulatedClock(scheduler);
  const truth = parkedCar({
    model,
    odometerMetres: firstOdometerMetres,
    clearedMetresAgo: 1_000_000,
    fuelMillilitres: 40_000,
  });
  const physical = createSimulatedCar(worldClock, truth);
  const world_ = scheduler.owner('street');
  const board = createCabinBoard(world_.timers, physical, 12);
  const usual = diskMilliseconds === undefined ? null : milliseconds(diskMilliseconds);
  const disk = new SimulatedDisk(
    usual === null ? {} : { latency: { timers: world_.timers, usual, slow: usual } },
  );
  const secrets = countingRandom();
  const relays: string[] = [];
  const obdCommands: string[] = [];
  let owner: Owner | null = null;
  let link = new PhoneLinkTwin(world_.timers, random, () => {});
  let device: Device | null = null;
  let receiver: NmeaReceiver | null = null;

  const pass = (seconds: number): Promise<void> =>
    scheduler.run(milliseconds(scheduler.now() + Math.round(seconds * 1000)));

  const done = async <Value>(work: Promise<Value>): Promise<Value> => {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    work.then(over, over);
    for (let tenths = 0; tenths < 600 && !isOver; tenths++) await pass(0.1);
    if (!isOver) throw new Error('the promise did not settle within a minute');
    return work;
  };

  const boot = async (): Promise<void> => {
    const life = scheduler.owner('unit');
    const { timers } = life;
    const held = boundCabin(board, life);
    receiver = createNmeaReceiver({ clock: satellites, timers }, physical, {
      home,
      homeMillimetres: truth.odometerMillimetres,
      everyMs: 1_000,
      firstFixAfterMs: 20_000,
    });
    owner = life;
    machine.boot();
    link = new PhoneLinkTwin(timers, random.fork('phones'), () => {});
    device = createDevice(
      {
        clock: machine,
        timers,
        random: secrets,
        log,
        obd: heardLine(createElm327(timers, physical).line, obdCommands),
        gnss: receiver,
        phones: phones ?? link,
        cabin: {
          read: () => held.read(),
          command(command) {
            relays.push(command);
            return held.command(command);
          },
        },
        disk: disk.mount(),
        mqtt,
        power,
      },
      {
        ...benchConfig,
        ...config,
        settings,
        pace: { ...benchConfig.pace, drivingMilliseconds },
        ...(vehicle === undefined ? {} : { vehicle }),
      },
    );
    await done(device.start());
    await pass(1);
  };

  return {
    trueTime: () => scheduler.trueTime(),
    physical,
    disk,
    /** The machine's own clock; it outlives the unit, and may be off. */
    machine,
    /** The receiver tells a time that is so far ahead of the true one; behind it where negative. */
    satellitesAhead(byMilliseconds: number) {
      satellitesAheadMilliseconds = byMilliseconds;
    },
    timers: world_.timers,
    /** Since the world began. */
    elapsed: () => scheduler.now(),
    /** Every command that went to the OBD adapter. */
    obdCommands,
    /** Every command that went to a relay. */
    relays,
    pass,
    done,
    boot,
    /** A power cut: the unit is gone, and what was not synced with it. */
    crash() {
      owner?.kill();
      disk.crash(random);
    },
    async stop() {
      if (device !== null) await done(device.stop());
    },
    pulse: async () => device?.pulse(),
    isDelivered: () => device?.isDelivered ?? false,
    happen: (event: CarEvent) => physical.happen(event),
    /** The parked car is carried north, and its receiver sees that for two minutes. */
    carry: (northMetres: number) => receiver?.carry(northMetres, 120_000),
    /** One phone that comes, asks and goes. */
    async ask(
      action: Action,
      token = tokenWith(),
      { sign = phoneKey.sign, lists = [] }: { sign?: Sign; lists?: readonly CarriedList[] } = {},
    ) {
      const phone: Phone = new Phone({
        token,
        timers: world_.timers,
        write: (bytes) => end.write(bytes),
        carKey: sealingKey.publicKey.x,
        lists,
        crypto: nodeCrypto(secrets, sign),
      });
      const end = link.connect({ data: (bytes) => phone.data(bytes), closed: () => phone.closed() });
      try {
        return await done(phone.request(action));
      } finally {
        end.close();
        await pass(0.1);
      }
    },
    /** All records on the disk, oldest first, as sent and as read. */
    async records() {
      const found = await recoverJournal(new SimulatedDisk({ files: disk.snapshotFiles() }).mount());
      if (found.kind === 'empty') return [];
      const limits = { maxRecords: 10_000, maxBytes: 100_000_000 };
      const { entries } = await found.journal.read(1, limits);
      return entries.map(({ bytes }) => {
        const record = decodeRecord(bytes);
        const fact = record.bodyBytes === null ? null : decodeBody(record.header.kind, record.bodyBytes);
        if (fact === null) throw new Error('a record of unknown kind');
        return { ...record, fact };
      });
    },
  };
}

export type DeviceWorld = ReturnType<typeof deviceWorld>;

/** The facts of one kind, in order. */
export const factsOf = <Kind extends RecordKind>(
  records: readonly { readonly fact: Fact }[],
  kind: Kind,
): FactOf<Kind>[] =>
  records.map(({ fact }) => fact).filter((fact): fact is FactOf<Kind> => fact.kind === kind);
