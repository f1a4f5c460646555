import type { Disk, Mqtt } from '../../device/ports.ts';
import { parseGatewayConfig } from '../../gateway/config.ts';
import { createGateway, createStore, type Gateway, type StoreSettings } from '../../gateway/gateway.ts';
import type { Broker, BrokerAddress, StorePorts } from '../../gateway/ports.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { Clock, Log, Random } from '../../protocol/runtime.ts';
import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { dateAfter, localMidnight } from '../fleet/calendar.ts';
import { grown } from '../fleet/roster.ts';
import { World } from '../fleet/world.ts';
import { Pacing, type RealTime } from '../kernel/pacing.ts';
import { seededRandom } from '../kernel/random.ts';
import { Scheduler } from '../kernel/scheduler.ts';
import { Trace } from '../kernel/trace.ts';
import { pacedBroker, pacedMqtt } from '../network/paced.ts';
import type { StartOptions } from './options.ts';
import { pacedDisk } from './paced-disk.ts';
import type { Saved, SavedFiles } from './saved.ts';
import { save } from './saved.ts';

/** The real things that a start runs against. */
export interface StartPorts {
  readonly real: RealTime;
  readonly secrets: Random;
  readonly log: Log;
  readonly files: SavedFiles;
  readonly database: StorePorts['database'];
  readonly priceLists: StoreSettings['priceLists'];
  readonly broker: Broker;
  readonly mqtt: (
    address: BrokerAddress,
    login: { readonly username: string; readonly password: string },
  ) => Mqtt;
  readonly disk: (car: CarId) => Promise<Disk>;
}

/** Cars must have delivered what they wrote so long after the last day, in virtual time. */
const settlingMilliseconds = 3 * 3_600_000;
/** How often the places of the cars are saved, in virtual time, against a kill without warning. */
const saveEvery = milliseconds(30_000);
const observerName = 'observer';

/** A paced world with its gateway on real MQTT, files and SQLite. */
export class FleetDay {
  readonly #ports: StartPorts;
  readonly #options: StartOptions;
  readonly #saved: Saved;
  readonly #scheduler: Scheduler;
  readonly #pacing: Pacing;
  readonly gateway: Gateway;
  readonly world: World;
  #address: BrokerAddress = { host: '', port: 0 };
  #failure: Error | null = null;

  constructor(ports: StartPorts, options: StartOptions, saved: Saved) {
    this.#ports = ports;
    this.#options = options;
    this.#saved = saved;
    const random = seededRandom(options.seed);
    this.#scheduler = new Scheduler({
      random: random.fork('events'),
      startsAt: localMidnight(saved.date, 0),
    });
    this.#pacing = new Pacing(this.#scheduler, ports.real, { speed: options.speed });
    this.gateway = this.#createGateway();
    this.world = new World({
      scheduler: this.#scheduler,
      trace: new Trace(),
      random: random.fork(`world ${saved.date}`),
      secrets: ports.secrets,
      gateway: this.gateway,
      issuer: parseGatewayConfig({}).token.issuer,
      mqtt: (car, password) =>
        pacedMqtt(ports.mqtt(this.#address, { username: car, password }), this.#pacing, car),
      disk: async (car) => pacedDisk(await ports.disk(car), this.#pacing, car),
      log: ports.log,
    });
  }

  get observer(): { readonly name: string; readonly password: string } {
    return { name: observerName, password: this.#saved.observerPassword };
  }

  /** Wall time of the world. */
  now() {
    return this.#scheduler.trueTime();
  }

  /** Share of the days that has passed. */
  progress(): number {
    return Math.min(1, this.#scheduler.now() / this.#length());
  }

  /** Opens the broker. @throws {Fault} `port-taken`. */
  async listen(): Promise<BrokerAddress> {
    this.#address = await this.gateway.start();
    return this.#address;
  }

  /** Runs all days, and on until everything is delivered. */
  async run(): Promise<'done' | 'stopped'> {
    this.#scheduler.after(milliseconds(0), () => {
      this.#open().catch((thrown: unknown) => {
        this.#failure = thrown instanceof Error ? thrown : new Error(String(thrown));
        this.#pacing.stop();
      });
    });
    const outcome = await this.#runUntilSettled();
    if (this.#failure !== null) throw this.#failure;
    return outcome;
  }

  /** Ends the run at the next event. */
  stop(): void {
    this.#pacing.stop();
  }

  /** Stops the cars and the gateway, and leaves the world to the next start. */
  async close(): Promise<void> {
    this.#save(dateAfter(this.#saved.date, this.#options.days));
    await this.world.close();
    await this.gateway.stop();
  }

  async #open(): Promise<void> {
    const { roster, date } = this.#saved;
    const { cars, seed, days } = this.#options;
    const all = grown(roster, cars, seededRandom(seed).fork('roster'), this.#ports.secrets);
    const taking = { cars: all.cars.slice(0, cars), drivers: all.drivers.slice(0, 2 * cars) };
    await this.world.open(taking, () => this.#save(date));
    this.#save(date);
    this.#saveRegularly(date);
    for (let day = 0; day < days; day++) this.world.startDay(localMidnight(date, day));
  }

  async #runUntilSettled(): Promise<'done' | 'stopped'> {
    const length = this.#length();
    if ((await this.#pacing.run(length)) === 'stopped') return 'stopped';
    for (let waited = saveEvery; waited <= settlingMilliseconds; waited = milliseconds(waited + saveEvery)) {
      if (this.world.rentalsUnderWay === 0 && this.world.isDelivered) return 'done';
      if ((await this.#pacing.run(milliseconds(length + waited))) === 'stopped') return 'stopped';
    }
    return 'done';
  }

  #saveRegularly(date: string): void {
    this.#scheduler.after(saveEvery, () => {
      this.#save(date);
      this.#saveRegularly(date);
    });
  }

  #save(date: string): void {
    const taking = this.world.placed();
    if (taking.length === 0) return;
    const { roster } = this.#saved;
    const cars = [...taking, ...roster.cars.slice(taking.length)];
    const drivers = [...this.world.drivers, ...roster.drivers.slice(this.world.drivers.length)];
    save(this.#ports.files, { ...this.#saved, date, roster: { cars, drivers } });
  }

  #length(): Milliseconds {
    const { date } = this.#saved;
    return milliseconds(localMidnight(date, this.#options.days) - localMidnight(date, 0));
  }

  #createGateway(): Gateway {
    const { database, log, secrets, priceLists, broker } = this.#ports;
    const clock: Clock = { elapsed: () => this.#scheduler.now(), wall: () => this.#scheduler.trueTime() };
    const config = parseGatewayConfig({ observer: this.observer });
    const { issuerSeed } = this.#saved;
    const store = createStore({ database, clock, random: secrets, log }, { config, issuerSeed, priceLists });
    const { timers } = this.#scheduler.owner('gateway');
    const paced = pacedBroker(broker, this.#pacing);
    return createGateway({ clock, timers, random: secrets, log, broker: paced, store }, config);
  }
}
