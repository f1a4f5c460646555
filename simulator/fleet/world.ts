import type { Disk, Mqtt, RelayCommand } from '../../device/ports.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { Fault, messageOf } from '../../protocol/errors.ts';
import type { CarId, IssuerId, KeyId } from '../../protocol/ids.ts';
import type { Log, Random } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { SimulatedCar } from '../car/car.ts';
import { tellsOdometer } from '../car/models.ts';
import { advance } from '../car/truth.ts';
import { Witness } from '../checkers/witness.ts';
import type { Owner } from '../kernel/owner.ts';
import type { SeededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Trace } from '../kernel/trace.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { configOf, issuerOf } from './device-config.ts';
import { Driver, type Office, type RentalTruth } from './driver.ts';
import { publicKeyOf } from './ed25519.ts';
import { Intruder, type SeenToken } from './intruder.ts';
import { Lookout } from './lookout.ts';
import { type CarToken, DriversPhone } from './phone.ts';
import { type CarEntry, customers, type DriverEntry, placed, type Roster, truthOf } from './roster.ts';
import { planDay, type RentalPlan } from './timetable.ts';
import { CarUnit, type UnitOptions } from './unit.ts';

/** What the people of a world ask of the gateway. */
export type WorldOperator = Pick<
  Gateway,
  | 'addCar'
  | 'addCustomer'
  | 'addDriver'
  | 'allowDriver'
  | 'enrolPhone'
  | 'issuerKey'
  | 'addReservation'
  | 'issueToken'
> & {
  changeReservation(...change: Parameters<Gateway['changeReservation']>): Promise<unknown>;
  cancelReservation(...cancelled: Parameters<Gateway['cancelReservation']>): Promise<unknown>;
};

/** What a car needs to be built in, from outside the world. */
export interface WorldPorts {
  readonly scheduler: Scheduler;
  readonly trace: Trace;
  /** Draws for physics, timetables and the air; never for secrets. */
  readonly random: SeededRandom;
  readonly secrets: Random;
  readonly gateway: WorldOperator;
  /** CWT `iss` of the gateway's tokens. */
  readonly issuer: IssuerId;
  readonly scenario: Pick<Scenario, 'fleet' | 'drivers' | 'timetable' | 'cycles'>;
  readonly mqtt: (car: CarId, password: string, owner: Owner) => Mqtt;
  /** The way to mount the disk of a car, once for each life of its unit. */
  readonly disk: (car: CarId) => Promise<() => Disk>;
  readonly log: Log;
  /** Told of each relay that moves. */
  readonly relayMoved?: (car: CarId, command: RelayCommand) => void;
  /** Told after each thing that happens to a car. */
  readonly moved?: () => void;
}

/** A car that takes part, with its unit. */
export interface WorldCar {
  readonly entry: CarEntry;
  readonly unit: CarUnit;
  readonly lookout: Lookout;
  /** With which phones know it. */
  readonly carKey: Uint8Array;
}

interface WorldDriver {
  readonly entry: DriverEntry;
  readonly phone: DriversPhone;
  readonly key: KeyId;
}

/** Time enough for a unit that boots in a running car to read the odometer. */
const untilParked = milliseconds(120_000);
/** A unit that wakes every five minutes has seen the ignition and read the counter by then. */
const untilCounterRead = milliseconds(330_000);
const day = 86_400_000;
/** Tokens that may be misused; older ones are forgotten. */
const mostSeenTokens = 50;

/** Cars, drivers and their days. What goes wrong for a driver ends up in `failures`. */
export class World {
  readonly #ports: WorldPorts;
  readonly #cars = new Map<CarId, WorldCar>();
  readonly #drivers: WorldDriver[] = [];
  readonly #seenTokens: SeenToken[] = [];
  readonly #intruder: Intruder;
  readonly witness = new Witness();
  readonly truths: RentalTruth[] = [];
  readonly failures: string[] = [];
  #underWay = 0;

  constructor(ports: WorldPorts) {
    this.#ports = ports;
    const { scheduler } = ports;
    const random = ports.random.fork('intruder');
    this.#intruder = new Intruder({
      random,
      phone: new DriversPhone(
        scheduler.owner('intruder').timers,
        random.fork('link'),
        random.fork('phone').bytes(32),
      ),
      trueTime: () => scheduler.trueTime(),
      pause: (seconds) => this.#sleep(milliseconds(1_000 * seconds)),
    });
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
    return this.cars.every(({ unit }) => unit.isOn && unit.device.isDelivered);
  }

  /** Enrols whoever is new, builds the units in and starts them. A car's secrets are told as soon as it is enrolled. */
  async open(roster: Roster, enrolled: (entry: CarEntry) => void = () => {}): Promise<void> {
    for (const customer of customers) await unlessThere(this.#ports.gateway.addCustomer(customer));
    for (const entry of roster.drivers) await this.#openDriver(entry);
    const issuers = [issuerOf(this.#ports.issuer, await this.#ports.gateway.issuerKey())];
    for (const entry of roster.cars) await this.#openCar(entry, issuers, enrolled);
  }

  /**
   * Whoever builds a unit into a car that only counts distance switches the ignition on until the unit has read the counter:
   * what was driven before nobody could tell.
   */
  async commission(): Promise<void> {
    const counting = this.cars.map(({ unit }) => unit.car).filter((car) => !tellsOdometer(car.now().model));
    for (const car of counting) {
      car.happen({ kind: 'immobiliser-set', immobilised: false });
      car.happen({ kind: 'key-moved', inHolder: false });
      car.happen({ kind: 'ignition-turned', on: true });
    }
    await this.#sleep(untilCounterRead);
    for (const car of counting) park(car);
  }

  /** Plans a day for every car and lets drivers and intruders carry it out. */
  startDay(midnight: EpochMilliseconds): void {
    const { random, scenario, scheduler } = this.#ports;
    const { perCar, intrudersPerDay } = scenario.drivers;
    for (const [index, { entry }] of this.cars.entries()) {
      const own = random.fork(`day ${midnight} ${entry.car}`);
      const regulars = this.#drivers.slice(perCar * index, perCar * (index + 1));
      for (const plan of planDay(entry.car, midnight, own, scenario)) this.#start(plan, own.pick(regulars));
      for (let count = own.int(...intrudersPerDay); count > 0; count--) {
        const at = midnight + own.int(0, day) - scheduler.trueTime();
        scheduler.after(milliseconds(Math.max(0, at)), () => void this.#intrude(entry.car));
      }
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
    issuers: UnitOptions['config']['issuers'],
    enrolled: (entry: CarEntry) => void,
  ): Promise<void> {
    const provision = entry.enrolled ?? (await this.#enrol(entry));
    const known = { ...entry, enrolled: provision };
    enrolled(known);
    const ports = this.#ports;
    const unit = new CarUnit({
      ...ports,
      random: ports.random.fork(entry.car),
      config: configOf(entry, provision.authenticationKey, issuers, ports.scenario.fleet.pace),
      truth: truthOf(entry),
      adapter: ports.random.fork(`adapter ${entry.car}`).pickWeighted(ports.scenario.fleet.adapters),
      pulseEndsBy: ports.random.fork(`board ${entry.car}`).pickWeighted(ports.scenario.fleet.pulseEndsBy),
      mqtt: (owner) => ports.mqtt(entry.car, provision.password, owner),
      disk: await ports.disk(entry.car),
      relayMoved: (command) => {
        ports.relayMoved?.(entry.car, command);
        this.witness.relays.push({ at: ports.scheduler.trueTime(), car: entry.car, command });
      },
    });
    await unit.device.start();
    const lookout = new Lookout(entry.car, unit, ports.scheduler, this.witness);
    this.#cars.set(entry.car, { entry: known, unit, lookout, carKey: publicKeyOf(entry.signing) });
    unit.car.watch(() => ports.moved?.());
    if (entry.isUnderWay) ports.scheduler.after(untilParked, () => park(unit.car));
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
    const { scheduler, scenario } = this.#ports;
    this.#underWay++;
    const rental = new Driver({
      dial: (token) => this.#dial(car, driver, token),
      office: this.#office(driver.entry, driver.key),
      car: car.unit.car,
      trueTime: () => scheduler.trueTime(),
      sleep: (length) => this.#sleep(length),
      patience: milliseconds(Math.round(scenario.drivers.patienceMinutes * 60_000)),
      asked: (ask) => {
        this.witness.asks.push({ ...ask, car: plan.car });
        if (ask.verdict === 'granted') car.lookout.recordWritten();
      },
    }).rent(plan);
    rental
      .then((truth) => {
        if (truth !== null) this.truths.push(truth);
      })
      .catch((thrown: unknown) =>
        this.failures.push(`${plan.car}, ${driver.entry.name}: ${messageOf(thrown)}`),
      )
      .finally(() => this.#underWay--);
  }

  #dial({ entry, unit, carKey }: WorldCar, { phone }: WorldDriver, token: CarToken) {
    const sent: Uint8Array[] = [];
    const dialled = phone.connect(unit.link, { ...token, carKey }, (bytes) => sent.push(bytes));
    this.#seenTokens.push({ car: entry.car, token: token.token, phone, sent });
    if (this.#seenTokens.length > mostSeenTokens) this.#seenTokens.shift();
    return dialled;
  }

  async #intrude(car: CarId): Promise<void> {
    const known = this.#cars.get(car);
    if (known === undefined) return;
    const intrusion = await this.#intruder.try(
      { car, link: known.unit.link, carKey: known.carKey },
      this.#seenTokens,
    );
    if (intrusion !== null) this.witness.intrusions.push(intrusion);
  }

  #sleep(length: Milliseconds): Promise<void> {
    return new Promise((resolve) => void this.#ports.scheduler.after(length, resolve));
  }

  #office({ driver, customer }: DriverEntry, key: KeyId): Office {
    const { gateway } = this.#ports;
    return {
      reserve: ({ car, start, end }) =>
        gateway.addReservation({ car, customer, driver, startsAt: start, endsAt: end }),
      async issueToken(reservation) {
        const { carKey, ...pass } = await gateway.issueToken({ reservation, key });
        if (carKey === null) throw new Error('a token without the key of its car');
        return { ...pass, carKey };
      },
      cancel: (reservation) => unlessTooLate(gateway.cancelReservation(reservation)),
      extend: (reservation, end) => unlessTooLate(gateway.changeReservation(reservation, end)),
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

/** What the office can no longer do leaves the reservation as it was. */
async function unlessTooLate(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (thrown) {
    if (!(thrown instanceof Fault && ['reservation-over', 'price-not-published'].includes(thrown.code)))
      throw thrown;
  }
}
