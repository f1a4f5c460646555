import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { type Figure, fewestRuns, figure, median } from './figure.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mostMilliseconds = 1_000;

/** How long the two programs take to start and to end, in milliseconds: device and gateway know each other. */
export interface Times {
  readonly gatewayStart: number;
  /** Of all its threads until it is ready: what the start takes where nobody else wants the processors. */
  readonly gatewayCpu: number;
  readonly deviceStart: number;
  readonly deviceCpu: number;
  readonly deviceStop: number;
  readonly gatewayStop: number;
}

/** From process to ready, and from SIGTERM to the end, of the bundles as they are installed. */
export async function run(): Promise<readonly Figure[]> {
  const times = await timesOf(fewestRuns);
  const of = (name: string, key: keyof Times): Figure =>
    figure(`programs.${name}`, median(times.map((each) => each[key])), 'ms', { atMost: mostMilliseconds });
  const processor = (name: string, key: keyof Times): Figure =>
    figure(`programs.${name}`, median(times.map((each) => each[key])), 'ms', 'reported');
  return [
    of('gateway-start', 'gatewayStart'),
    processor('gateway-start-cpu', 'gatewayCpu'),
    of('device-start', 'deviceStart'),
    processor('device-start-cpu', 'deviceCpu'),
    of('device-stop', 'deviceStop'),
    of('gateway-stop', 'gatewayStop'),
  ];
}

/**
 * Times starts and ends on the same data, of the programs in a folder, or of those that it builds.
 * @param isEnough asked after each run; so many runs are the most
 */
export async function timesOf(
  runs: number,
  {
    programs,
    isEnough = () => false,
  }: { programs?: string; isEnough?: (times: readonly Times[]) => boolean } = {},
): Promise<readonly Times[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-times-'));
  try {
    const data = await prepare(folder, programs ?? built(join(folder, 'dist')));
    const times: Times[] = [];
    while (times.length < runs && !isEnough(times)) times.push(await timed(data));
    return times;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function built(programs: string): string {
  execFileSync(process.execPath, ['.ci/build.ts', programs], { cwd: root, stdio: 'ignore' });
  return programs;
}

interface Data {
  /** Folder of the bundles. */
  readonly programs: string;
  readonly gateway: string;
  readonly brokerPort: string;
  readonly config: string;
}

const program = (programs: string, name: string): string => join(programs, `ritmeter-${name}.js`);

/** A gateway's data and a car's file; nobody is at the other end of the car's lines. */
async function prepare(folder: string, programs: string): Promise<Data> {
  const gateway = join(folder, 'gateway');
  const config = join(folder, 'car.yaml');
  const brokerPort = `${await freePort()}`;
  const command = (...args: string[]) =>
    execFileSync(process.execPath, [program(programs, 'gateway'), ...args, '--data', gateway], {
      stdio: 'pipe',
    });
  command('init');
  const unit = ['--out', config, '--broker', `mqtt://127.0.0.1:${brokerPort}`];
  const lines = ['obd', 'gnss', 'cabin'].flatMap((line) => [
    `--${line}`,
    `${line === 'cabin' ? 'modbus+' : ''}tcp://127.0.0.1:9`,
  ]);
  const phones = ['--phones', `tcp://127.0.0.1:${await freePort()}`];
  command('car', 'add', 'car-1', '--class', 'S', ...unit, ...lines, ...phones);
  return { programs, gateway, brokerPort, config };
}

async function timed({ programs, gateway, brokerPort, config }: Data): Promise<Times> {
  const args = ['serve', '--data', gateway, '--port', brokerPort, '--http-port', '0'];
  const served = await started(program(programs, 'gateway'), args, 'stdout', 'ready ');
  try {
    const unit = await started(program(programs, 'device'), ['--config', config], 'stderr', '"msg":"ready"');
    return {
      gatewayStart: served.milliseconds,
      gatewayCpu: served.cpu,
      deviceStart: unit.milliseconds,
      deviceCpu: unit.cpu,
      deviceStop: await stopped(unit.child),
      gatewayStop: await stopped(served.child),
    };
  } finally {
    served.child.kill('SIGKILL');
  }
}

async function started(script: string, args: string[], stream: 'stdout' | 'stderr', ready: string) {
  const from = performance.now();
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stderr.resume();
  for await (const line of createInterface({ input: child[stream] })) {
    if (!line.includes(ready)) continue;
    const milliseconds = performance.now() - from;
    child[stream].resume();
    return { child, milliseconds, cpu: cpuOf(child) };
  }
  throw new Error(`${script} ended before it was ready`);
}

/** Processor time so far, in milliseconds: proc_pid_stat(5) counts it in hundredths of a second. */
function cpuOf({ pid }: ChildProcess): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = '', system = ''] = fields.split(' ').slice(11, 13);
  return (Number(user) + Number(system)) * 10;
}

/** @throws {Error} where it does not end well */
async function stopped(child: ChildProcess): Promise<number> {
  const from = performance.now();
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const [status] = await exited;
  if (status !== 0) throw new Error(`the program ended with ${status}`);
  return performance.now() - from;
}
