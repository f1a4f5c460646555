import { describe, expect, test } from 'vitest';
import { parseProfile } from '../../device/config.ts';
import { examine } from '../../device/doctor.ts';
import { findingLine, isFit } from '../../device/doctor-text.ts';
import type { Finding } from '../../device/finding.ts';
import type { VehicleProfile } from '../../device/obd/profile.ts';
import type { Mqtt } from '../../device/ports.ts';
import { carId } from '../../protocol/ids.ts';
import { createCabinBoard } from '../../simulator/car/cabin.ts';
import { createSimulatedCar } from '../../simulator/car/car.ts';
import { createElm327 } from '../../simulator/car/elm327.ts';
import { odometerCar } from '../../simulator/car/models.ts';
import { createNmeaReceiver } from '../../simulator/car/nmea.ts';
import { parkedCar } from '../../simulator/car/truth.ts';
import { SimulatedDisk } from '../../simulator/disk.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { countingRandom } from '../support/random.ts';

const config = {
  car: carId('car-1'),
  keys: { signing: new Uint8Array(32).fill(1), gateway: new Uint8Array(32).fill(2) },
  issuers: [],
};
const welcoming: Mqtt = {
  connect: async () => ({
    publish: async () => {},
    subscribe: async () => {},
    ping: async () => {},
    close: async () => {},
  }),
};

interface Circumstances {
  readonly ignitionOn?: boolean;
  readonly broken?: boolean;
  readonly boardAway?: boolean;
  readonly freeBytes?: number;
  readonly profile?: VehicleProfile;
  /** The I/O board says that the ignition is on, which it is not. */
  readonly inputLies?: boolean;
}

async function examined({
  ignitionOn = true,
  broken = false,
  boardAway = broken,
  freeBytes = 1e9,
  profile,
  inputLies = false,
}: Circumstances = {}) {
  const time = createManualClock();
  const initial = {
    model: odometerCar,
    odometerMetres: 21_234_500,
    clearedMetresAgo: 0,
    fuelMillilitres: 20_000,
  };
  const car = createSimulatedCar(time.clock, parkedCar(initial));
  car.happen({ kind: 'immobiliser-set', immobilised: false });
  car.happen({ kind: 'key-moved', inHolder: false });
  car.happen({ kind: 'ignition-turned', on: ignitionOn });
  const adapter = createElm327(time.timers, car);
  const board = createCabinBoard(time.timers, car, 12);
  if (broken) adapter.unplug();
  if (boardAway) board.trouble('away');
  const told: Finding[] = [];
  const work = examine(
    {
      ...time,
      random: countingRandom(),
      obd: adapter.line,
      gnss: createNmeaReceiver(time, car, {
        home: { latitudeMicrodegrees: 52_091_234, longitudeMicrodegrees: 5_122_345 },
        homeMillimetres: 0,
        everyMs: 1000,
        firstFixAfterMs: 2000,
      }),
      cabin: {
        read: async () => ({ ...(await board.read()), ...(inputLies ? { ignitionOn: true } : {}) }),
        command: (relay) => board.command(relay),
      },
      disk: new SimulatedDisk().mount(),
      freeBytes: async () => freeBytes,
      phones: broken ? () => Promise.reject(new Error('no such file')) : async () => {},
      mqtt: broken ? { connect: () => Promise.reject(new Error('connection refused')) } : welcoming,
    },
    { ...config, ...(profile === undefined ? {} : { vehicle: { profiles: [], profile } }) },
    (finding) => told.push(finding),
  );
  await time.advance(120_000);
  const findings = await work;
  expect(told).toEqual(findings);
  return {
    findings,
    fit: isFit(findings),
    of: (check: string) => findings.find((finding) => finding.check === check),
  };
}

describe('doctor', () => {
  test('finds a car in order, and says what it saw', async () => {
    const { findings, fit, of } = await examined();
    expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(fit).toBe(true);
    expect(of('odometer')?.says).toBe('21234.5 km by pid-a6');
    expect(of('battery')?.says).toBe('14.2 V, charging');
    expect(of('input key')?.says).toBe('out');
  });

  test('with the ignition off asks no control unit, and says what to do', async () => {
    const { fit, of } = await examined({ ignitionOn: false });
    expect(fit).toBe(true);
    expect(of('odometer')).toMatchObject({
      verdict: 'warn',
      says: expect.stringContaining('turn the ignition on'),
    });
    expect(of('GNSS')).toMatchObject({ verdict: 'warn' });
  });

  test('does not ask for the ignition where the I/O board cannot tell of it', async () => {
    const { of } = await examined({ boardAway: true });
    expect(of('odometer')).toMatchObject({
      verdict: 'warn',
      says: 'not asked for: the I/O board does not tell whether the ignition is on',
    });
  });

  test('names each line that fails, with the reason', async () => {
    const { fit, of } = await examined({ broken: true });
    expect(fit).toBe(false);
    for (const check of ['OBD adapter', 'I/O board', 'phones', 'broker'])
      expect(of(check)?.verdict).toBe('fail');
    expect(of('OBD adapter')?.says).toContain('unplugged');
    expect(of('broker')?.says).toContain('coverage, SIM');
    expect(of('broker')?.says).toContain('(connection refused)');
  });

  test('names the requests of a profile that the car does not answer, and says what it tells all the same', async () => {
    const profile = parseProfile(
      `profile: guessed
energy: fuel
requests:
  fuel: { request: "22D999", formula: A, unit: percent, plausible: { least: 0, most: 100 }, source: a guess }
  windows-closed: { request: "22D998", formula: A, unit: yes-no, plausible: { least: 0, most: 1 }, source: a guess }`,
      'guessed.yaml',
    );
    const { fit, of } = await examined({ profile });
    expect(fit).toBe(true);
    expect(of('vehicle')).toEqual({
      check: 'vehicle',
      verdict: 'warn',
      says: 'told its VIN; profile guessed, whose requests this car does not answer: fuel, windows-closed',
    });
    expect(of('fuel')?.verdict).toBe('ok');
  });

  test('of a car that answers nothing says so, and what to try', async () => {
    const { fit, of } = await examined({ ignitionOn: false, inputLies: true });
    expect(fit).toBe(false);
    expect(of('OBD adapter')?.verdict).toBe('ok');
    expect(of('odometer')).toMatchObject({
      verdict: 'fail',
      says: expect.stringContaining('the adapter is well, but the car does not answer'),
    });
  });

  test('warns of a disk that is nearly full', async () => {
    const { fit, of } = await examined({ freeBytes: 12_000_000 });
    expect(fit).toBe(true);
    expect(of('disk')).toMatchObject({
      verdict: 'warn',
      says: expect.stringContaining('12 MB free; nearly full'),
    });
  });

  test('says no position and no key', async () => {
    const { findings } = await examined();
    const text = findings.map(findingLine).join('\n');
    expect(text).not.toMatch(/52[.°]?0?9|5[.]?122|0101010101|0202020202/);
  });
});
