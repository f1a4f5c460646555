import { createHash } from 'node:crypto';
import type { DeviceConfig } from '../../device/config.ts';
import type { Disk, Mqtt } from '../../device/ports.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import { type CarId, type IssuerId, type KeyId, keyId } from '../../protocol/ids.ts';
import type { Action } from '../../protocol/messages/words.ts';
import type { Log, Random } from '../../protocol/runtime.ts';
import { algorithmFor, type PublicKey, thumbprintBytes } from '../../protocol/token/cose-key.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from '../car/car.ts';
import { advance } from '../car/truth.ts';
import type { Owner } from '../kernel/owner.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import { Driver, type Office, type RentalTruth } from './driver.ts';
import { publicKeyOf } from './ed25519.ts';
import { DriversPhone } from './phone.ts';
import { type CarEntry, customers, type DriverEntry, placed, type Roster, truthOf } from './roster.ts';
import { planDay, type RentalPlan } from './timetable.ts';
import { type CarUnit, createUnit } from './unit.ts';

/** What a car needs to be built in, from outside the world. */
export interface WorldPorts {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  /** Draws for physics, timetables and the air; never for secrets. */
  readonly random: SeededRandom;
  readonly secrets: Random;
  readonly gateway: Gateway;
  /** CWT `iss` of the gateway's tokens. */
  readonly issuer: IssuerId;
  readonly mqtt: (car: CarId, password: string, owner: Owner) => Mqtt;
  readonly disk: (car: CarId) => Promise<Disk>;
  readonly log: Log;
  /** Told after each thing that happens to a car. */
  readonly moved?: () => void;
}

/** A car that takes part, with its unit. */
export interface WorldCar {
  readonly entry: CarEntry;
  readonly unit: CarUnit;
}

interface WorldDriver {
  readonly entry: DriverEntry;
  readonly phone: DriversPhone;
  readonly key: KeyId;
}

const scopes: readonly Action[] = ['unlock', 'lock', 'end', 'status'];
/** Time enough for a unit that boots in a running car to read the odometer. */
const untilParked = milliseconds(120_000);
const longestLifeSeconds = 40 * 86_400;

/** Cars, drivers and their days. What goes wrong for a driver ends up in `failures`. */
export class World {
  readonly #ports: WorldPorts;
  readonly #cars = new Map<CarId, WorldCar>();
  readonly #drivers: WorldDriver[] = [];
  readonly truths: RentalTruth[] = [];
  readonly failures: string[] = [];
  #underWay = 0;

  constructor(ports: WorldPorts) {
    this.#ports = ports;
  }

  get cars(): readonly WorldCar[] {
    return [...this.#cars.values()];
  }

  get drivers(): readonly DriverEntry[] {
    return this.#drivers.map(({ entry }) => entry);
  }

  /** Rentals that are planned or under way. */
  get rentalsUnderWay(): number {
    return this.#underWay;
  }

  /** Whether everything that the cars wrote has its receipt. */
  get isDelivered(): boolean {
    return this.cars.every(({ unit }) => unit.device.isDelivered);
  }

  /** Enrols whoever is new, builds the units in and starts them. A car's secrets are told as soon as it is enrolled. */
  async open(roster: Roster, enrolled: (entry: CarEntry) => void = () => {}): Promise<void> {
    for (const customer of customers) await unlessThere(this.#ports.gateway.addCustomer(customer));
    for (const entry of roster.drivers) await this.#openDriver(entry);
    const issuers = [issuerOf(this.#ports.issuer, await this.#ports.gateway.issuerKey())];
    for (const entry of roster.cars) await this.#openCar(entry, issuers, enrolled);
  }

  /** Plans a day for every car and lets the drivers carry it out. */
  startDay(midnight: EpochMilliseconds): void {
    const { random } = this.#ports;
    for (const [index, { entry }] of this.cars.entries()) {
      const day = random.fork(`day ${midnight} ${entry.car}`);
      const regulars = this.#drivers.slice(2 * index, 2 * index + 2);
      for (const plan of planDay(entry.car, midnight, day)) this.#start(plan, day.pick(regulars));
    }
  }

  /** Where every car will stand in a while if it drives on, to go on from at another time. */
  placed(ahead: Milliseconds): readonly CarEntry[] {
    return this.cars.map(({ entry, unit }) => {
      const truth = unit.car.now();
      return { ...entry, ...placed(advance(truth, truth.atMs + ahead)) };
    });
  }

  async close(): Promise<void> {
    for (const { unit } of this.cars) await unit.device.stop();
  }

  async #openDriver(entry: DriverEntry): Promise<void> {
    const { gateway, scheduler } = this.#ports;
    const phone = new DriversPhone(scheduler.owner(entry.driver).timers, this.#ports.secrets, entry.phone);
    await unlessThere(gateway.addDriver(entry.driver));
    await gateway.allowDriver(entry.driver, entry.customer);
    const key = await gateway.enrolPhone(entry.driver, phone.publicKey);
    this.#drivers.push({ entry, phone, key });
  }

  async #openCar(
    entry: CarEntry,
    issuers: DeviceConfig['issuers'],
    enrolled: (entry: CarEntry) => void,
  ): Promise<void> {
    const provision = entry.enrolled ?? (await this.#enrol(entry));
    const known = { ...entry, enrolled: provision };
    enrolled(known);
    const ports = this.#ports;
    const unit = createUnit({
      ...ports,
      random: ports.random.fork(entry.car),
      config: configOf(entry, provision.authenticationKey, issuers),
      truth: truthOf(entry),
      mqtt: (owner) => ports.mqtt(entry.car, provision.password, owner),
      disk: await ports.disk(entry.car),
    });
    await unit.device.start();
    this.#cars.set(entry.car, { entry: known, unit });
    unit.car.watch(() => this.#ports.moved?.());
    if (entry.isUnderWay) this.#ports.scheduler.after(untilParked, () => park(unit.car));
  }

  async #enrol({ car, priceClass, signing }: CarEntry): Promise<NonNullable<CarEntry['enrolled']>> {
    const { gateway } = this.#ports;
    const registration = car;
    const { password, macKey } = await gateway.addCar({
      car,
      priceClass,
      registration,
      publicKey: publicKeyOf(signing),
    });
    return { password, authenticationKey: macKey };
  }

  #start(plan: RentalPlan, driver: WorldDriver): void {
    const car = this.#cars.get(plan.car);
    if (car === undefined) return;
    const { scheduler } = this.#ports;
    const carKey = publicKeyOf(car.entry.signing);
    this.#underWay++;
    const rental = new Driver({
      dial: (token) => driver.phone.connect(car.unit.link, { token, carKey }),
      office: this.#office(driver.entry, driver.key),
      car: car.unit.car,
      trueTime: () => scheduler.trueTime(),
      sleep: (length) => this.#sleep(length),
    }).rent(plan);
    rental
      .then((truth) => this.truths.push(truth))
      .catch((thrown: unknown) =>
        this.failures.push(`${plan.car}, ${driver.entry.name}: ${messageOf(thrown)}`),
      )
      .finally(() => this.#underWay--);
  }

  #sleep(length: Milliseconds): Promise<void> {
    return new Promise((resolve) => void this.#ports.scheduler.after(length, resolve));
  }

  #office({ driver, customer }: DriverEntry, key: KeyId): Office {
    const { gateway } = this.#ports;
    return {
      reserve: ({ car, start, end }) =>
        gateway.addReservation({ car, customer, driver, startsAt: start, endsAt: end }),
      issueToken: async (reservation) => (await gateway.issueToken({ reservation, key })).token,
    };
  }
}

/** Whoever was under way when the last run broke off parks the car, and leaves it to be found abandoned (D15). */
function park(car: SimulatedCar): void {
  car.happen({ kind: 'ignition-turned', on: false });
  car.happen({ kind: 'key-moved', inHolder: true });
  car.happen({ kind: 'immobiliser-set', immobilised: true });
  car.happen({ kind: 'locked', locked: true });
}

/** An entry that an earlier run has made is as good. */
async function unlessThere(entry: Promise<void>): Promise<void> {
  try {
    await entry;
  } catch (thrown) {
    if (!(thrown instanceof Fault && thrown.code === 'already-exists')) throw thrown;
  }
}

const issuerOf = (issuer: IssuerId, key: PublicKey): DeviceConfig['issuers'][number] => ({
  issuer,
  keyId: keyId(createHash('sha256').update(thumbprintBytes(key)).digest('hex').slice(0, 16)),
  algorithm: algorithmFor(key),
  key,
  scopes: [...scopes],
  longestLifeSeconds,
});

const configOf = (
  entry: CarEntry,
  authenticationKey: Uint8Array,
  issuers: DeviceConfig['issuers'],
): DeviceConfig => ({
  car: entry.car,
  keys: { signing: entry.signing, gateway: authenticationKey },
  issuers,
  initialOdometerMetres: entry.initialOdometerMetres,
  pace: { awakeSeconds: 1, parkedSeconds: 300, sampleSeconds: 900 },
});
