import { parseGatewayConfig } from '../../gateway/config.ts';
import type { StoreSettings } from '../../gateway/gateway.ts';
import type { StorePorts } from '../../gateway/ports.ts';
import { silentLog, type Timers } from '../../protocol/runtime.ts';
import { type EpochMilliseconds, milliseconds } from '../../protocol/units.ts';
import { checkAll } from '../checkers/all.ts';
import type { Check } from '../checkers/check.ts';
import type { Evidence } from '../checkers/evidence.ts';
import { SimulatedDisk } from '../disk.ts';
import { type Selection, selectFaults } from '../faults/selection.ts';
import { Stage, type StageCar } from '../faults/stage.ts';
import { firstDate, localMidnight } from '../fleet/calendar.ts';
import { emptyRoster, grown } from '../fleet/roster.ts';
import { World } from '../fleet/world.ts';
import { seededRandom } from '../kernel/random.ts';
import { Scheduler } from '../kernel/scheduler.ts';
import { everybody, Trace } from '../kernel/trace.ts';
import { Network } from '../network/network.ts';
import { type CarOutcome, outcomesOf } from '../report/outcome.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { GatewayProcess } from './gateway-process.ts';
import { gather } from './gather.ts';
import { HeapGrowth } from './heap-growth.ts';
import { patientOperator } from './patient-operator.ts';
import { Peaks } from './peaks.ts';
import { watchBroker } from './watching.ts';

export interface VirtualRunOptions {
  readonly seed: number;
  readonly cars: number;
  readonly days: number;
}

/** What the run gets from outside: a database in memory, and the price lists. */
export interface VirtualRunPorts {
  readonly database: StorePorts['database'];
  readonly priceLists: StoreSettings['priceLists'];
  /** Told what the run will suffer, before anything happens. */
  readonly selected?: (drawn: Selection['drawn']) => void;
  /** Sees what goes over the wires: true time, car, wire, bytes, which are lent. */
  readonly event?: (at: EpochMilliseconds, car: string, wire: string, bytes: Uint8Array) => void;
  /** Sees each car's disk, once. */
  readonly disk?: (car: string, disk: SimulatedDisk) => void;
  /** Bytes that the program holds, after a collection; where it is left out, nobody looks. */
  readonly heldBytes?: () => number;
  /** Told how much of it is over, from 0 to 1, now and then. */
  readonly progress?: (share: number) => void;
}

/** What came of a run in virtual time; the same scenario and options give the same report, byte for byte. */
export interface VirtualRunReport {
  readonly seed: number;
  readonly options: VirtualRunOptions & {
    /** The faults of the scenario with what was drawn for them; null for those that this run does without. */
    readonly faults: Selection['drawn'];
  };
  /** SHA-256 over each event's virtual time, car, wire and bytes. */
  readonly traceHash: string;
  readonly cars: readonly CarOutcome[];
  readonly checks: readonly Check[];
}

const minute = 60_000;
/** A disk of a car: its calls take so long. */
const diskLatency = { usual: milliseconds(3), slow: milliseconds(2_000) };
/** An operator tries again after so long. */
const operatorPause = milliseconds(5_000);
/** Progress is told, and what must not grow is looked at, so often. */
const lookEvery = milliseconds(minute);

/** Runs a scenario in virtual time, in this thread (D12): first under its faults, then healed until all must have settled. */
export async function runVirtually(
  ports: VirtualRunPorts,
  scenario: Scenario,
  options: VirtualRunOptions,
): Promise<VirtualRunReport> {
  const { evidence, report } = await liveThrough(ports, scenario, options);
  return report(evidence);
}

/** What a run left behind, and the report on it, or on what else is taken for it. */
export interface LivedThrough {
  readonly evidence: Evidence;
  readonly report: (evidence: Evidence) => VirtualRunReport;
}

/** Runs a scenario as `runVirtually` does, and leaves the checking to the caller. */
export async function liveThrough(
  ports: VirtualRunPorts,
  scenario: Scenario,
  options: VirtualRunOptions,
): Promise<LivedThrough> {
  const random = seededRandom(options.seed);
  const selection = selectFaults(scenario.faults, scenario.faultsOff, random.fork('faults'));
  ports.selected?.(selection.drawn);
  const run = new VirtualRun(ports, scenario, options);
  await run.live(selection);
  return { evidence: await run.evidence(selection), report: (evidence) => run.report(selection, evidence) };
}

/** The world of one run, from the first day to the last check. */
class VirtualRun {
  readonly #options: VirtualRunOptions;
  readonly #scenario: Scenario;
  readonly #scheduler: Scheduler;
  readonly #trace: Trace;
  readonly #network: Network;
  readonly #gateway: GatewayProcess;
  readonly #world: World;
  readonly #disks = new Map<string, SimulatedDisk>();
  readonly #peaks = new Peaks();
  readonly #heap: HeapGrowth | null;
  readonly #progress: (share: number) => void;
  readonly #sees: NonNullable<VirtualRunPorts['disk']>;
  #stage: Stage | null = null;

  constructor(ports: VirtualRunPorts, scenario: Scenario, options: VirtualRunOptions) {
    const random = seededRandom(options.seed);
    const secrets = random.fork('secrets');
    const config = parseGatewayConfig({});
    this.#options = options;
    this.#scenario = scenario;
    this.#progress = ports.progress ?? (() => {});
    this.#sees = ports.disk ?? (() => {});
    this.#heap = ports.heldBytes === undefined ? null : new HeapGrowth(ports.heldBytes);
    const scheduler = new Scheduler({
      random: random.fork('events'),
      startsAt: localMidnight(firstDate, 0),
      settling: 'drained',
    });
    this.#scheduler = scheduler;
    const { event } = ports;
    this.#trace = new Trace(
      event === undefined ? null : (_, ...happened) => event(scheduler.trueTime(), ...happened),
    );
    this.#network = new Network({
      scheduler,
      random: random.fork('network'),
      trace: this.#trace,
      witness: watchBroker(
        () => this.#world.witness,
        () => this.#gateway.database,
        () => scheduler.trueTime(),
      ),
    });
    this.#gateway = new GatewayProcess({
      scheduler,
      network: this.#network,
      database: ports.database,
      config,
      secrets: secrets.fork('gateway'),
      priceLists: ports.priceLists,
    });
    const pause = (): Promise<void> => new Promise((resolve) => void scheduler.after(operatorPause, resolve));
    this.#world = new World({
      scheduler,
      trace: this.#trace,
      random: random.fork('world'),
      secrets: secrets.fork('cars'),
      gateway: patientOperator(() => this.#gateway.gateway, pause),
      issuer: config.token.issuer,
      scenario,
      mqtt: (car, password, owner) => this.#network.mqtt({ username: car, password, clientId: car }, owner),
      disk: async (car) => {
        const disk = this.#diskOf(car);
        return () => disk.mount();
      },
      log: silentLog,
      relayMoved: (car, command) => this.#note(car, 'relay', command),
    });
  }

  /** Lives through all days under faults, heals, and lets everything settle. */
  async live(selection: Selection): Promise<void> {
    const scheduler = this.#scheduler;
    const { days } = this.#options;
    const end = localMidnight(firstDate, days) - localMidnight(firstDate, 0);
    const settled = end + this.#scenario.expectations.convergeMinutes * minute;
    this.#look(settled);
    scheduler.after(milliseconds(0), () => void this.#begin(selection));
    await scheduler.run(milliseconds(end));
    this.#stage?.heal();
    await scheduler.run(milliseconds(settled));
  }

  evidence({ faults }: Selection): Promise<Evidence> {
    const gateway = this.#gateway.gateway;
    if (gateway === null) throw new Error('the gateway did not come back after the faults');
    return gather({
      world: this.#world,
      gateway,
      database: this.#gateway.database,
      peaks: [...this.#peaks.all(), ...this.#heapExcess()],
      areLinesTroubled: faults.some(({ name }) =>
        /^(adapter|gnss|board|lock|odometer|fuel|battery|codes|cluster|car)-/.test(name),
      ),
      disks: this.#disks,
    });
  }

  report({ drawn }: Selection, evidence: Evidence): VirtualRunReport {
    const { convergeMinutes } = this.#scenario.expectations;
    const { seed } = this.#options;
    return {
      seed,
      options: { ...this.#options, faults: drawn },
      traceHash: this.#trace.digest(),
      cars: outcomesOf(evidence.proofs, this.#world.truths, evidence.statements),
      checks: checkAll(evidence, `within ${convergeMinutes} min`),
    };
  }

  async #begin({ faults }: Selection): Promise<void> {
    const { seed, cars, days } = this.#options;
    const { drivers, fleet } = this.#scenario;
    const random = seededRandom(seed);
    await this.#gateway.start();
    const growth = { cars, driversPerCar: drivers.perCar, fleet };
    await this.#world.open(grown(emptyRoster, growth, random.fork('roster'), random.fork('keys')));
    for (let day = 0; day < days; day++) this.#world.startDay(localMidnight(firstDate, day));
    const stage = new Stage({
      scheduler: this.#scheduler,
      cars: this.#world.cars.map(
        ({ entry, unit }): StageCar => ({
          car: entry.car,
          unit,
          disk: this.#diskOf(entry.car),
          sparedUntil: milliseconds(0),
        }),
      ),
      network: this.#network,
      gateway: this.#gateway,
      told: (car, what) => this.#note(car ?? everybody, 'fault', what),
    });
    this.#stage = stage;
    if (faults.length > 0) await this.#world.commission();
    for (const fault of faults) fault.inject(stage);
    this.#heap?.begin(this.#scheduler.now());
  }

  #heapExcess(): Evidence['peaks'] {
    return this.#heap?.excess(this.#scheduler.now(), this.#options.cars) ?? [];
  }

  #note(car: string, wire: string, what: string): void {
    this.#trace.record(this.#scheduler.now(), car, wire, Buffer.from(what));
  }

  #diskOf(car: string): SimulatedDisk {
    const known = this.#disks.get(car);
    if (known !== undefined) return known;
    const scheduler = this.#scheduler;
    const timers: Timers = { after: (delay, callback) => scheduler.after(delay, callback) };
    const disk = new SimulatedDisk({ latency: { timers, ...diskLatency } });
    this.#disks.set(car, disk);
    this.#sees(car, disk);
    return disk;
  }

  #look(length: number): void {
    this.#progress(Math.min(1, this.#scheduler.now() / length));
    this.#peaks.look(
      this.#world.cars.map(({ unit }) => unit),
      this.#disks.values(),
      this.#gateway.gateway?.health() ?? null,
      this.#scheduler.pending,
    );
    if (this.#scheduler.now() < length) this.#scheduler.after(lookEvery, () => this.#look(length));
  }
}
