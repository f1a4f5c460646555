import type { Disk, Mqtt } from '../../device/ports.ts';
import { parseGatewayConfig } from '../../gateway/config.ts';
import { createGateway, createStore, type Gateway, type StoreSettings } from '../../gateway/gateway.ts';
import type { Broker, BrokerAddress, StorePorts } from '../../gateway/ports.ts';
import type { CarId } from '../../protocol/ids.ts';
import type { Clock, Log, Random } from '../../protocol/runtime.ts';
import { localMidnight } from '../fleet/calendar.ts';
import { World } from '../fleet/world.ts';
import { Pacing, type RealTime } from '../kernel/pacing.ts';
import { seededRandom } from '../kernel/random.ts';
import { Scheduler } from '../kernel/scheduler.ts';
import { Trace } from '../kernel/trace.ts';
import { pacedBroker, pacedMqtt } from '../network/paced.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { pacedDisk } from './paced-disk.ts';

/** The real things that a world is paced against. */
export interface PacedPorts {
  readonly real: RealTime;
  readonly secrets: Random;
  readonly log: Log;
  readonly database: StorePorts['database'];
  readonly priceLists: StoreSettings['priceLists'];
  readonly broker: Broker;
  /** What drivers do; its faults are not for real things. */
  readonly scenario: Scenario;
  readonly mqtt: (
    address: BrokerAddress,
    login: { readonly username: string; readonly password: string },
  ) => Mqtt;
  readonly disk: (car: CarId) => Promise<Disk>;
}

export interface PacedWorldOptions {
  readonly seed: number;
  /** Virtual time over real time. */
  readonly speed: number;
  /** The world begins at its midnight. */
  readonly date: string;
  readonly issuerSeed: Uint8Array;
  readonly billingSeed: Uint8Array;
  readonly observer: { readonly name: string; readonly password: string };
  /** Told after each thing that happens to a car. */
  readonly moved: () => void;
}

/** A world at a pace, with its gateway on real MQTT, files and SQLite. */
export interface PacedWorld {
  readonly scheduler: Scheduler;
  readonly pacing: Pacing;
  readonly gateway: Gateway;
  readonly world: World;
  /** Opens the broker, which cars then connect to. @throws {Fault} `port-taken`. */
  listen(): Promise<BrokerAddress>;
}

/** Wires it; nothing runs yet. */
export function createPacedWorld(ports: PacedPorts, options: PacedWorldOptions): PacedWorld {
  const { seed, date, speed } = options;
  const random = seededRandom(seed);
  const scheduler = new Scheduler({ random: random.fork('events'), startsAt: localMidnight(date, 0) });
  const pacing = new Pacing(scheduler, ports.real, { speed });
  const gateway = createPacedGateway(ports, options, scheduler, pacing);
  let address: BrokerAddress = { host: '', port: 0 };
  const world = new World({
    scheduler,
    trace: new Trace(),
    random: random.fork(`world ${date}`),
    secrets: ports.secrets,
    gateway,
    issuer: parseGatewayConfig({}).token.issuer,
    mqtt: (car, password) => pacedMqtt(ports.mqtt(address, { username: car, password }), pacing, car),
    scenario: ports.scenario,
    disk: async (car) => {
      const disk = pacedDisk(await ports.disk(car), pacing, car);
      return () => disk;
    },
    log: ports.log,
    moved: options.moved,
  });
  return {
    scheduler,
    pacing,
    gateway,
    world,
    async listen() {
      address = await gateway.start();
      return address;
    },
  };
}

function createPacedGateway(
  { database, log, secrets, priceLists, broker }: PacedPorts,
  { observer, issuerSeed, billingSeed }: PacedWorldOptions,
  scheduler: Scheduler,
  pacing: Pacing,
): Gateway {
  const clock: Clock = { elapsed: () => scheduler.now(), wall: () => scheduler.trueTime() };
  const config = parseGatewayConfig({ observer });
  const settings = { config, issuerSeed, billingSeed, priceLists };
  const store = createStore({ database, clock, random: secrets, log }, settings);
  const { timers } = scheduler.owner('gateway');
  const paced = pacedBroker(broker, pacing);
  return createGateway({ clock, timers, random: secrets, log, broker: paced, store }, config);
}
