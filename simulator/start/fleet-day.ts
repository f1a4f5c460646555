import type { Gateway } from '../../gateway/gateway.ts';
import type { BrokerAddress } from '../../gateway/ports.ts';
import { type EpochMilliseconds, type Milliseconds, milliseconds } from '../../protocol/units.ts';
import { dateAfter, dateOfNextMidnight, localMidnight } from '../fleet/calendar.ts';
import { grown, type Roster } from '../fleet/roster.ts';
import type { World } from '../fleet/world.ts';
import { Pacing, type RealTime } from '../kernel/pacing.ts';
import { seededRandom } from '../kernel/random.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import { Keeper } from './keeper.ts';
import type { StartOptions } from './options.ts';
import { createPacedWorld, type PacedPorts } from './paced-world.ts';
import { requireSameFleet } from './same-fleet.ts';
import type { Saved, SavedFiles } from './saved.ts';

/** The real things that a start runs against. */
export interface StartPorts extends PacedPorts {
  readonly files: SavedFiles;
}

/** Cars must have delivered what they wrote so long after the last day, in virtual time. */
const settlingMilliseconds = 3 * 3_600_000;
/** How often the places of the cars are saved, in virtual time, against a kill without warning. */
const saveEvery = milliseconds(60_000);
/** Real time, and at most so much virtual time, in which an observer can subscribe before the cars say anything. */
const observersGrace = { realMilliseconds: 500, mostVirtual: milliseconds(30 * 60_000) };
/** At the end the world goes on slowly, for at most a second of real time: real files and sockets close meanwhile. */
const closing = { speed: 120, most: 120_000 };
const observerName = 'observer';

/** The days of one start: opens the world that the last one left, runs it, and leaves it to the next. */
export class FleetDay {
  readonly #options: StartOptions;
  readonly #date: string;
  readonly #roster: Roster;
  readonly #driversPerCar: number;
  readonly #keeper: Keeper;
  readonly #scheduler: Scheduler;
  readonly #pacing: Pacing;
  readonly #real: RealTime;
  readonly #listen: () => Promise<BrokerAddress>;
  readonly gateway: Gateway;
  readonly world: World;
  readonly observer: { readonly name: string; readonly password: string };
  #failure: Error | null = null;

  constructor(ports: StartPorts, options: StartOptions, saved: Saved) {
    const { seed, cars } = options;
    const { drivers, fleet } = ports.scenario;
    const growth = { cars, driversPerCar: drivers.perCar, fleet };
    this.#options = options;
    this.#date = saved.date;
    this.#driversPerCar = drivers.perCar;
    this.observer = { name: observerName, password: saved.observerPassword };
    this.#roster = grown(saved.roster, growth, seededRandom(seed).fork('roster'), ports.secrets);
    this.#keeper = new Keeper(ports.files, { ...saved, roster: this.#roster });
    const paced = createPacedWorld(ports, {
      ...saved,
      ...options,
      observer: this.observer,
      moved: () => this.#save(saveEvery),
    });
    this.#scheduler = paced.scheduler;
    this.#pacing = paced.pacing;
    this.#real = ports.real;
    this.#listen = paced.listen;
    this.gateway = paced.gateway;
    this.world = paced.world;
  }

  /** Wall time of the world. */
  now(): EpochMilliseconds {
    return this.#scheduler.trueTime();
  }

  /** Share of the days that has passed. */
  progress(): number {
    return Math.min(1, this.#scheduler.now() / this.#length());
  }

  /** Opens the broker. @throws {Fault} `port-taken`, `data-unreadable`. */
  async listen(): Promise<BrokerAddress> {
    const stored = await this.gateway.cars();
    requireSameFleet(this.#roster.cars, new Set(stored.map(({ car }) => car)));
    return this.#listen();
  }

  /** Runs all days, and on until everything is delivered. */
  async run(): Promise<'done' | 'stopped'> {
    const { realMilliseconds, mostVirtual } = observersGrace;
    const grace = Math.min(realMilliseconds * this.#options.speed, mostVirtual);
    this.#scheduler.after(milliseconds(grace), () => {
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

  /** Stops the cars and the gateway, and leaves the world to the next start. Virtual time passes while they end their work. */
  async close(): Promise<void> {
    const { speed, most } = closing;
    const pacing = new Pacing(this.#scheduler, this.#real, { speed });
    const closed = this.world.close().then(() => this.gateway.stop());
    closed.then(
      () => pacing.stop(),
      () => pacing.stop(),
    );
    const outcome = await pacing.run(milliseconds(this.#scheduler.now() + most));
    if (outcome === 'done') throw new Error(`cars or gateway did not stop within ${most} ms of their time`);
    await closed;
    if (this.world.cars.length > 0) this.#save(milliseconds(0));
  }

  async #open(): Promise<void> {
    const { cars, days } = this.#options;
    const taking = {
      cars: this.#roster.cars.slice(0, cars),
      drivers: this.#roster.drivers.slice(0, this.#driversPerCar * cars),
    };
    this.#keeper.keep(this.#nextDate(), []);
    await this.world.open(taking, (entry) => this.#keeper.keep(this.#nextDate(), [entry]));
    this.#saveRegularly();
    for (let day = 0; day < days; day++) this.world.startDay(localMidnight(this.#date, day));
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

  #saveRegularly(): void {
    this.#save(saveEvery);
    this.#scheduler.after(saveEvery, () => this.#saveRegularly());
  }

  /** Ahead, so that no odometer goes back where the next saving is not reached. */
  #save(ahead: Milliseconds): void {
    this.#keeper.keep(this.#nextDate(), this.world.placed(ahead));
  }

  /** The next start begins with a day of which nothing has happened yet: no car's time goes back. */
  #nextDate(): string {
    const { days } = this.#options;
    const isOver = this.now() === localMidnight(this.#date, days);
    return isOver ? dateAfter(this.#date, days) : dateOfNextMidnight(this.now());
  }

  #length(): Milliseconds {
    const end = localMidnight(this.#date, this.#options.days);
    return milliseconds(end - localMidnight(this.#date, 0));
  }
}
