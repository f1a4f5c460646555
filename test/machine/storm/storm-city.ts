import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { realProgram } from '../../../gateway/adapters/real-program.ts';
import { gatewayProgram } from '../../../gateway/program/program.ts';
import { SystemClock, SystemTimers } from '../../../protocol/adapters/node-runtime.ts';
import { fromHex } from '../../../protocol/codec/bytes.ts';
import type { SimulatedCar } from '../../../simulator/car/car.ts';
import { shownOdometerMetres } from '../../../simulator/car/shown.ts';
import { serveLine } from '../../../simulator/lines/adapters/tcp-server.ts';
import { createBenchCar } from '../../../simulator/lines/bench-car.ts';
import { enrolmentOf } from '../../../simulator/phone/phone-key.ts';
import { freePort } from '../../support/free-port.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { addressOf } from '../bench.ts';
import { quarterHour } from '../gateway-program.ts';
import { Mosquitto, passwordOf } from '../mosquitto/mosquitto.ts';
import { Cable } from './cable.ts';
import { SmallDisk } from './small-disk.ts';
import type { Ticket } from './storm-driver.ts';
import { Victim } from './victim.ts';

const loopback = '127.0.0.1';
const gatewayLogin = 'ritmeter-gateway';
/** Rentals that a car has time for in a storm, and one more. */
const ticketsPerCar = 8;
/** Of the journal's disk: some hundred records, and what is left can be filled. */
const smallDiskKilobytes = 512;
/** Of the gateway's: database and write-ahead log of some storms. */
const gatewayDiskKilobytes = 65_536;
const hourQuarters = 4;

const program = realProgram();
const clock = new SystemClock();
const ports = { clock, timers: new SystemTimers(clock) };

/** One car: twins of its devices in this process, its unit as a process of its own. */
export interface StormCar {
  readonly name: string;
  readonly car: SimulatedCar;
  readonly initialOdometerMetres: number;
  readonly unit: Victim;
  readonly cable: Cable;
  /** Where the unit hears phones. */
  readonly link: string;
  readonly journalFolder: string;
  readonly disk: SmallDisk | null;
  readonly tickets: readonly Ticket[];
}

/** A gateway with its cars. */
export interface StormCity {
  readonly name: string;
  readonly folder: string;
  readonly gatewayData: string;
  readonly gatewayDisk: SmallDisk;
  readonly gateway: Victim;
  readonly mosquitto: Mosquitto | null;
  readonly cars: readonly StormCar[];
}

export interface StormCityOptions {
  readonly broker: 'embedded' | 'mosquitto';
  readonly folder: string;
  readonly cars: number;
  /** The car whose journal is on a small disk. */
  readonly smallDisk: number;
}

export const driversKey = ed25519Key(new Uint8Array(32).fill(2));
export const strangersKey = ed25519Key(new Uint8Array(32).fill(9));

/** Everything is entered and built in; nothing runs yet but twins, cables and an outside broker. */
export async function buildCity({ broker, folder, cars, smallDisk }: StormCityOptions): Promise<StormCity> {
  mkdirSync(folder, { recursive: true });
  const gatewayDisk = await SmallDisk.mounted(join(folder, 'gateway-disk'), gatewayDiskKilobytes);
  const gatewayData = join(gatewayDisk.folder, 'gateway');
  const names = Array.from({ length: cars }, (_, index) => `car-${index + 1}`);
  const mosquitto = broker === 'embedded' ? null : await Mosquitto.start([...names, gatewayLogin]);
  const brokerPort = mosquitto?.port ?? (await freePort());
  const desk = (...command: readonly string[]) => commanded(gatewayData, command);
  await desk('init', '--port', `${brokerPort}`);
  configure(gatewayData, mosquitto);
  await desk('customer', 'add', 'acme', '--formula', 'START');
  await desk('driver', 'add', 'ann');
  await desk('driver', 'allow', 'ann', 'acme');
  const phone = await desk('phone', 'add', 'ann', JSON.stringify(enrolmentOf(driversKey.publicKey)));
  const built: StormCar[] = [];
  for (const [index, name] of names.entries()) {
    const place = { folder, number: index + 1, name, brokerPort, mosquitto };
    built.push(await buildCar(desk, phone, { ...place, isOnSmallDisk: index + 1 === smallDisk }));
  }
  const gateway = new Victim({
    name: `gateway (${broker})`,
    command: ['gateway/main.ts', 'serve', '--data', gatewayData],
    logFile: join(folder, 'gateway.log'),
  });
  return { name: broker, folder, gatewayData, gatewayDisk, gateway, mosquitto, cars: built };
}

type Desk = (...command: readonly string[]) => Promise<string>;

/** Runs a command of the gateway program in this process; gives what it printed. */
async function commanded(data: string, command: readonly string[]): Promise<string> {
  let printed = '';
  const output = {
    write: async (text: string) => {
      printed += text;
      return 'written' as const;
    },
  };
  const words = ['node', 'ritmeter-gateway', ...command, '--data', data];
  await gatewayProgram({ ...program, output }).parseAsync(words);
  return printed.trim();
}

const configuration = z.record(z.string(), z.unknown());

function configure(data: string, mosquitto: Mosquitto | null): void {
  const path = join(data, 'gateway.yaml');
  const made = configuration.parse(parse(readFileSync(path, 'utf8')) ?? {});
  const changes = {
    http: { port: 0 },
    token: { earlyPickUpMinutes: 1_440 },
    ...(mosquitto === null
      ? {}
      : { outsideBroker: { url: mosquitto.url, ca: mosquitto.authority.own.certificateFile } }),
  };
  writeFileSync(path, stringify({ ...made, ...changes }));
  if (mosquitto !== null)
    writeFileSync(join(data, 'broker.password'), `${passwordOf(gatewayLogin)}\n`, { mode: 0o600 });
}

interface CarPlace {
  readonly folder: string;
  readonly number: number;
  readonly name: string;
  readonly brokerPort: number;
  readonly mosquitto: Mosquitto | null;
  readonly isOnSmallDisk: boolean;
}

async function buildCar(desk: Desk, phone: string, place: CarPlace): Promise<StormCar> {
  const { folder, number, name, brokerPort, mosquitto, isOnSmallDisk } = place;
  const home = join(folder, name);
  const journalFolder = join(home, 'journal');
  const bench = createBenchCar(ports, number);
  const served = [];
  for (const line of [bench.obd, bench.gnss, bench.cabin]) {
    const server = await serveLine(line, loopback, 0);
    onTestFinished(() => server.close());
    served.push(addressOf(server.port));
  }
  const [obd = '', gnss = '', cabin = ''] = served;
  const cable = await Cable.to(brokerPort);
  const link = addressOf(await freePort());
  const initialOdometerMetres = shownOdometerMetres(bench.car.now());
  const config = join(home, 'car.yaml');
  const lines = ['--obd', obd, '--gnss', gnss, '--cabin', `modbus+${cabin}`, '--phones', link];
  const numbers = ['--odometer', `${initialOdometerMetres}`, '--broker', `mqtt://${loopback}:${cable.port}`];
  await desk('car', 'add', name, '--class', 'S', '--out', config, ...lines, ...numbers);
  if (mosquitto !== null) leadTo(mosquitto, config, name, cable.port);
  const disk = isOnSmallDisk ? await SmallDisk.mounted(journalFolder, smallDiskKilobytes) : null;
  const unit = new Victim({
    name: `unit of ${name}`,
    command: ['device/main.ts', '--config', config],
    logFile: join(home, 'unit.log'),
  });
  const tickets = await ticketsFor(desk, name, phone);
  return { name, car: bench.car, initialOdometerMetres, unit, cable, link, journalFolder, disk, tickets };
}

/** The car's login at Mosquitto, which is behind its cable. */
function leadTo(mosquitto: Mosquitto, config: string, name: string, port: number): void {
  const file = configuration.parse(parse(readFileSync(config, 'utf8')));
  const ca = mosquitto.authority.own.certificateFile;
  const broker = { url: `mqtts://${loopback}:${port}`, password: passwordOf(name), ca };
  writeFileSync(config, stringify({ ...file, broker }));
}

const pass = z.object({ token: z.string(), carKey: z.string() });

/** Reservations one after the other, the first of which has begun. */
async function ticketsFor(desk: Desk, car: string, phone: string): Promise<readonly Ticket[]> {
  const tickets: Ticket[] = [];
  const who = ['--car', car, '--customer', 'acme', '--driver', 'ann'];
  for (let count = 0; count < ticketsPerCar; count++) {
    const [from, until] = [quarterHour(count * hourQuarters), quarterHour((count + 1) * hourQuarters)];
    const reservation = await desk('reservation', 'add', ...who, '--from', from, '--until', until);
    const issued = await desk('token', 'issue', reservation, '--phone', phone, '--json');
    const { token, carKey } = pass.parse(JSON.parse(issued));
    tickets.push({ reservation, token: fromHex(token), carKey: fromHex(carKey) });
  }
  return tickets;
}
