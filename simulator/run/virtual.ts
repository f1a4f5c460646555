import { parseGatewayConfig } from '../../gateway/config.ts';
import { createGateway, createStore, type Gateway, type StoreSettings } from '../../gateway/gateway.ts';
import type { StatementVersion, StorePorts } from '../../gateway/ports.ts';
import { type Clock, silentLog } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import { checkBooks } from '../checkers/books.ts';
import { type Check, checkOf } from '../checkers/check.ts';
import { SimulatedDisk } from '../disk.ts';
import { firstDate, localMidnight } from '../fleet/calendar.ts';
import type { RentalTruth } from '../fleet/driver.ts';
import { emptyRoster, grown } from '../fleet/roster.ts';
import { World } from '../fleet/world.ts';
import { seededRandom } from '../kernel/random.ts';
import { Scheduler } from '../kernel/scheduler.ts';
import { Trace } from '../kernel/trace.ts';
import { Network } from '../network/network.ts';
import type { CarProof } from '../report/proof.ts';
import { proveCars } from './prove.ts';

export interface VirtualRunOptions {
  readonly seed: number;
  readonly cars: number;
  readonly days: number;
}

/** What the run gets from outside: a database in memory, and the price lists. */
export interface VirtualRunPorts {
  readonly database: StorePorts['database'];
  readonly priceLists: StoreSettings['priceLists'];
}

/** What came of a run in virtual time; the same options give the same report, byte for byte. */
export interface VirtualRunReport {
  readonly seed: number;
  readonly options: VirtualRunOptions;
  /** SHA-256 over each event's virtual time, car, wire and bytes. */
  readonly traceHash: string;
  readonly cars: readonly CarProof[];
  readonly checks: readonly Check[];
  readonly truths: readonly RentalTruth[];
  readonly statements: readonly StatementVersion[];
}

/** After the last day, cars have so long to deliver what they wrote. */
const settlingMilliseconds = 2 * 3_600_000;

/** Runs a fleet with its gateway in virtual time, in this thread (D12). */
export async function runVirtually(
  ports: VirtualRunPorts,
  options: VirtualRunOptions,
): Promise<VirtualRunReport> {
  const random = seededRandom(options.seed);
  const scheduler = new Scheduler({ random: random.fork('events'), startsAt: localMidnight(firstDate, 0) });
  const trace = new Trace();
  const network = new Network({ scheduler, random: random.fork('network'), trace });
  const clock: Clock = { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() };
  const config = parseGatewayConfig({});
  const secrets = random.fork('secrets');
  const store = createStore(
    { database: ports.database, clock, random: secrets.fork('store'), log: silentLog },
    { config, issuerSeed: secrets.bytes(32), priceLists: ports.priceLists },
  );
  const { timers } = scheduler.owner('gateway');
  const gateway = createGateway(
    { clock, timers, random: secrets.fork('gateway'), log: silentLog, broker: network.broker(), store },
    config,
  );
  const world = new World({
    scheduler,
    trace,
    random: random.fork('world'),
    secrets: secrets.fork('cars'),
    gateway,
    issuer: config.token.issuer,
    mqtt: (car, password, owner) => network.mqtt({ username: car, password, clientId: car }, owner),
    disk: async () => new SimulatedDisk().mount(),
    log: silentLog,
  });
  const roster = grown(emptyRoster, options.cars, random.fork('roster'), secrets.fork('roster'));
  const begin = async (): Promise<void> => {
    await gateway.start();
    await world.open(roster);
    for (let day = 0; day < options.days; day++) world.startDay(localMidnight(firstDate, day));
  };
  scheduler.after(milliseconds(0), () => void begin());
  const length = localMidnight(firstDate, options.days) - localMidnight(firstDate, 0);
  await scheduler.run(milliseconds(length + settlingMilliseconds));
  return report(options, world, gateway, trace);
}

async function report(
  options: VirtualRunOptions,
  world: World,
  gateway: Gateway,
  trace: Trace,
): Promise<VirtualRunReport> {
  const { truths, failures } = world;
  const proofs = await proveCars(world, gateway);
  const statements = await gateway.statements();
  const unfinished =
    world.rentalsUnderWay === 0 && world.isDelivered ? [] : ['rentals under way, or records without receipt'];
  const checks = [
    ...checkBooks({ proofs, truths, statements, failures }),
    checkOf('convergence', `within ${settlingMilliseconds / 3_600_000} h`, unfinished),
  ];
  const traceHash = trace.digest();
  return { seed: options.seed, options, traceHash, cars: proofs, checks, truths, statements };
}
