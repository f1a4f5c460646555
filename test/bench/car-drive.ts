import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { Line } from '../../device/ports.ts';
import { pause } from '../../device/time/waiting.ts';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import { carId } from '../../protocol/ids.ts';
import { milliseconds } from '../../protocol/units.ts';
import { wltcClass3b } from '../../simulator/car/cycles/wltc-class3b.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { type BenchCar, createBenchCar } from '../../simulator/lines/bench-car.ts';
import { freePort } from '../support/free-port.ts';
import { type CarGateway, startCarGateway } from './car-gateway.ts';
import { type Figure, fewestRuns, figure, median } from './figure.ts';

const clock = new SystemClock();
const timers = new SystemTimers(clock);
const wait = (length: number): Promise<void> => pause(timers, milliseconds(length));

const root = fileURLToPath(new URL('../..', import.meta.url));
const gatewayKey = '04'.repeat(32);
const ticksPerSecond = 100;
const leastPollsPerSecond = 4.5;
const lapsOfHalfAnHour = 10;
/** Resident memory is told after so many minutes of driving. */
const toldMinutes = [5, 15, 30, 60, 120];

/** How soon the unit, as it is installed, says its first word on the OBD line. */
export const startFigures = (): Promise<readonly Figure[]> =>
  withPrograms(async (folder, programs) => {
    const starts: number[] = [];
    while (starts.length < fewestRuns) starts.push(await timeToFirstPoll(folder, programs));
    return [figure('device.start', median(starts), 'ms', { atMost: 1_000 })];
  });

/** The unit as it is installed, driving at five polls a second over TCP, its records receipted, after a minute of warming up. */
export const drivingFigures = (minutes: number): Promise<readonly Figure[]> =>
  withPrograms(async (folder, programs) => {
    const { megabytes, cpuPercent, polls } = await driving(folder, programs, minutes);
    const [first = 0] = megabytes;
    const told = toldMinutes.filter((minute) => minute <= minutes);
    return [
      figure('device.memory', Math.max(...megabytes), 'MB', { atMost: 120 }),
      ...told.map((minute) =>
        figure(`device.memory.minute-${minute}`, megabytes[minute - 1] ?? Number.NaN, 'MB', 'reported'),
      ),
      figure('device.memory-growth', (megabytes.at(-1) ?? 0) - first, `MB in ${minutes} min`, 'reported'),
      figure('device.memory.polls', polls, 'polls', 'reported'),
      figure('device.cpu', cpuPercent, '% of a core', { atMost: 3 }),
    ];
  });

async function withPrograms<Result>(
  measure: (folder: string, programs: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-device-'));
  try {
    const programs = join(folder, 'dist');
    execFileSync(process.execPath, ['.ci/build.ts', programs], { cwd: root, stdio: 'ignore' });
    return await measure(folder, programs);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timeToFirstPoll(folder: string, programs: string): Promise<number> {
  const bench = await served(folder);
  const startedAt = performance.now();
  const device = start(programs, bench.config);
  await bench.firstPoll;
  const took = performance.now() - startedAt;
  await end(device);
  await bench.close();
  return took;
}

interface Driven {
  /** The most that was resident in each minute. */
  readonly megabytes: readonly number[];
  readonly cpuPercent: number;
  readonly polls: number;
}

async function driving(folder: string, programs: string, minutes: number): Promise<Driven> {
  const bench = await served(folder);
  const device = start(programs, bench.config);
  await bench.firstPoll;
  const { car } = bench.car;
  for (const event of [
    { kind: 'immobiliser-set', immobilised: false },
    { kind: 'key-moved', inHolder: false },
    { kind: 'ignition-turned', on: true },
    { kind: 'drive-started', cycle: wltcClass3b, laps: lapsOfHalfAnHour },
  ] as const) {
    car.happen(event);
  }
  await wait(60_000);
  const before = usage(device);
  const pollsBefore = bench.polls();
  const megabytes: number[] = [];
  while (megabytes.length < minutes) megabytes.push(await mostInOneMinute(device));
  const polls = bench.polls() - pollsBefore;
  const cpuSeconds = usage(device).cpuSeconds - before.cpuSeconds;
  const messages = bench.gateway.messages();
  await end(device);
  await bench.close();
  const seconds = minutes * 60;
  if (messages === 0) throw new Error('no message in the whole drive: not delivered');
  if (polls < leastPollsPerSecond * seconds) throw new Error(`${polls} polls in ${seconds} s: not driven`);
  return { megabytes, cpuPercent: (cpuSeconds * 100) / seconds, polls };
}

async function mostInOneMinute(device: ChildProcess): Promise<number> {
  let megabytes = 0;
  for (let second = 0; second < 60; second++) {
    await wait(1000);
    megabytes = Math.max(megabytes, usage(device).megabytes);
  }
  return megabytes;
}

/** Of the process, as the kernel counts it. */
function usage({ pid }: ChildProcess): { readonly megabytes: number; readonly cpuSeconds: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return {
    megabytes: kilobytes / 1000,
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
  };
}

interface Served {
  readonly car: BenchCar;
  readonly config: string;
  readonly firstPoll: Promise<void>;
  readonly gateway: CarGateway;
  /** Commands on the OBD line so far. */
  polls(): number;
  close(): Promise<void>;
}

async function served(folder: string): Promise<Served> {
  const car = createBenchCar({ clock, timers }, 1);
  let polled = (): void => {};
  const firstPoll = new Promise<void>((resolve) => {
    polled = resolve;
  });
  let polls = 0;
  const heard = (): void => {
    polls += 1;
    polled();
  };
  const lines = await Promise.all(
    [overheard(car.obd, heard), car.gnss, car.cabin].map((line) => serveLine(line, '127.0.0.1', 0)),
  );
  const [obd = 0, gnss = 0, cabin = 0] = lines.map(({ port }) => port);
  const gateway = await startCarGateway(carId('car-1'), gatewayKey, clock);
  const data = mkdtempSync(join(folder, 'car-'));
  const config = join(data, 'car.yaml');
  const at = (port: number): string => `tcp://127.0.0.1:${port}`;
  const content = {
    car: 'car-1',
    keys: { signing: '03'.repeat(32), gateway: gatewayKey },
    issuers: [
      {
        issuer: 'app',
        keyId: '0123456789abcdef',
        algorithm: 'Ed25519',
        key: { kind: 'Ed25519', x: '05'.repeat(32) },
        scopes: ['unlock'],
        longestLifeSeconds: 60,
      },
    ],
    pace: { drivingMilliseconds: 200 },
    broker: { url: gateway.url, password: 'a password of sixteen' },
    lines: { obd: at(obd), gnss: at(gnss), cabin: `modbus+${at(cabin)}`, phones: at(await freePort()) },
    folder: 'journal',
  };
  writeFileSync(config, stringify(content), { mode: 0o600 });
  const close = async (): Promise<void> => {
    for (const line of lines) await line.close();
    await gateway.close();
  };
  return { car, config, firstPoll, gateway, polls: () => polls, close };
}

const overheard = (line: Line, heard: () => void): Line => ({
  async open(events) {
    const stream = await line.open(events);
    return {
      ...stream,
      write(bytes) {
        heard();
        stream.write(bytes);
      },
    };
  },
});

/** As the systemd unit starts it. */
const start = (programs: string, config: string): ChildProcess =>
  spawn(process.execPath, [join(programs, 'ritmeter-device.js'), '--config', config], {
    stdio: 'ignore',
    env: { ...unitEnvironment(), ...process.env },
  });

function unitEnvironment(): Readonly<Record<string, string>> {
  const unit = readFileSync(join(root, 'device/systemd/ritmeter-device.service'), 'utf8');
  const settings = [...unit.matchAll(/^Environment=(\w+)=(.*)$/gm)];
  return Object.fromEntries(settings.map(([, name = '', value = '']) => [name, value]));
}

async function end(device: ChildProcess): Promise<void> {
  const closed = once(device, 'close');
  device.kill('SIGTERM');
  await closed;
}
