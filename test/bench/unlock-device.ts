import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { SystemClock, SystemTimers } from '../../protocol/adapters/node-runtime.ts';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { Phone } from '../../protocol/link/phone.ts';
import { readPass } from '../../protocol/token/pass.ts';
import { serveLine } from '../../simulator/lines/adapters/tcp-server.ts';
import { openTerminals } from '../../simulator/lines/adapters/terminals.ts';
import { type BenchCar, createBenchCar } from '../../simulator/lines/bench-car.ts';
import { benchKit } from '../../simulator/lines/kit.ts';
import { nodeCrypto } from '../../simulator/phone/node-crypto.ts';
import { parsePhoneKey } from '../../simulator/phone/phone-key.ts';
import { freePort } from '../support/free-port.ts';
import { countingRandom } from '../support/random.ts';
import { fewestRuns, median } from './figure.ts';
import { pacedLine } from './paced-line.ts';
import { percentile } from './percentile.ts';

const clock = new SystemClock();
const timers = new SystemTimers(clock);
const root = fileURLToPath(new URL('../..', import.meta.url));
const bitsPerSecond = 115_200;
const taps = 100;

/** What a driver waits for, in milliseconds. */
export interface DeviceTimes {
  /** From hello to the relay, over a pseudo-terminal; 99 of 100 take no longer. */
  readonly tapToRelay: number;
  /** From the process to the relay of its first unlock. */
  readonly coldStart: number;
}

/** The unit as it is installed, with twins of its lines. */
export async function measureDevice(): Promise<DeviceTimes> {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-unlock-'));
  try {
    const programs = join(folder, 'dist');
    execFileSync(process.execPath, ['.ci/build.ts', programs], { cwd: root, stdio: 'ignore' });
    const script = join(programs, 'ritmeter-device.js');
    const tapToRelay = await measureTaps(folder, script);
    const starts: number[] = [];
    while (starts.length < fewestRuns) starts.push(await timeToFirstUnlock(folder, script));
    return { tapToRelay, coldStart: median(starts) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Unit {
  readonly car: BenchCar;
  readonly config: string;
  readonly phone: (write: (bytes: Uint8Array) => void) => Phone;
  /** When the relay that unlocks is on next. */
  unlocked(): Promise<number>;
  close(): Promise<void>;
}

/** A parked car on TCP lines, with a configuration that hears phones at this address. */
async function unit(folder: string, phones: string): Promise<Unit> {
  const random = countingRandom();
  const car = createBenchCar({ clock, timers }, 1);
  const lines = await Promise.all(
    [car.obd, car.gnss, car.cabin].map((line) => serveLine(line, '127.0.0.1', 0)),
  );
  const [obd = 0, gnss = 0, cabin = 0] = lines.map(({ port }) => port);
  const at = (port: number): string => `tcp://127.0.0.1:${port}`;
  const data = mkdtempSync(join(folder, 'car-'));
  const kit = benchKit({
    random,
    wall: clock.wall(),
    car: 1,
    lines: { obd: at(obd), gnss: at(gnss), cabin: `modbus+${at(cabin)}` },
    phones,
    initialOdometerMetres: 21_234_500,
  });
  for (const { name, text } of kit) writeFileSync(join(data, name), text, { mode: 0o600 });
  const textOf = (wanted: string): string => kit.find(({ name }) => name === wanted)?.text ?? '';
  const { token, carKey } = readPass(new TextEncoder().encode(textOf('token.hex')));
  const key = parsePhoneKey(textOf('phone.json'), 'phone.json');
  const crypto = nodeCrypto(random, key.sign);
  let waiting = (_: number): void => {};
  car.relays.watch((relay) => {
    if (relay === 'unlock') waiting(performance.now());
  });
  return {
    car,
    config: join(data, 'car.yaml'),
    phone: (write) => new Phone({ token, carKey: carKey ?? fromHex(''), timers, write, crypto }),
    unlocked: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    async close() {
      for (const line of lines) await line.close();
    },
  };
}

async function measureTaps(folder: string, script: string): Promise<number> {
  const serial = pacedLine(bitsPerSecond, timers);
  const terminals = await openTerminals(join(folder, 'lines'), () => {});
  const path = await terminals.serve(serial.line, 'phones');
  const bench = await unit(folder, path);
  const device = start(script, bench.config);
  try {
    device.stderr?.resume();
    await serial.opened;
    const times: number[] = [];
    for (let tap = 0; tap <= taps; tap++) {
      const phone = bench.phone((bytes) => serial.write(bytes));
      serial.listen((bytes) => phone.data(bytes));
      const unlocked = bench.unlocked();
      const begun = performance.now();
      requireGranted(await phone.request('unlock'));
      if (tap > 0) times.push((await unlocked) - begun);
      requireGranted(await phone.request('lock'));
    }
    return percentile(times, 0.99);
  } finally {
    await end(device);
    await bench.close();
    await terminals.close();
  }
}

async function timeToFirstUnlock(folder: string, script: string): Promise<number> {
  const port = await freePort();
  const bench = await unit(folder, `tcp://127.0.0.1:${port}`);
  const begun = performance.now();
  const device = start(script, bench.config);
  const socket = await connected(device, port);
  const phone = bench.phone((bytes) => void socket.write(bytes));
  socket.on('data', (bytes: Buffer) => phone.data(bytes));
  const unlocked = bench.unlocked();
  requireGranted(await phone.request('unlock'));
  const took = (await unlocked) - begun;
  socket.destroy();
  await end(device);
  await bench.close();
  return took;
}

function requireGranted({ verdict }: { readonly verdict: string }): void {
  if (verdict !== 'granted') throw new Error(`the car answers ${verdict}`);
}

/** Asking for the port until somebody listens could reach the asker itself: the unit says when it is there. */
async function connected(device: ChildProcess, port: number): Promise<Socket> {
  for await (const line of createInterface({ input: device.stderr ?? process.stdin }))
    if (line.includes('"msg":"ready"')) break;
  device.stderr?.resume();
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

const start = (script: string, config: string): ChildProcess =>
  spawn(process.execPath, [script, '--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });

async function end(device: ChildProcess): Promise<void> {
  const closed = once(device, 'close');
  device.kill('SIGTERM');
  await closed;
}
