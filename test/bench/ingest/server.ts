import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { EmbeddedBroker } from '../../../gateway/adapters/embedded-broker.ts';
import { openDatabase } from '../../../gateway/adapters/sqlite.ts';
import { startStorageWorker } from '../../../gateway/adapters/storage-worker.ts';
import { createGateway, createStore } from '../../../gateway/gateway.ts';
import { SystemClock, SystemTimers, systemRandom } from '../../../protocol/adapters/node-runtime.ts';
import { silentLog } from '../../../protocol/runtime.ts';
import { storeSettings } from '../../support/store.ts';
import { benchCar } from './car-days.ts';
import type { FromServer, ToServer } from './messages.ts';

const say = (message: FromServer): void => void process.send?.(message);

/** Aedes as it comes, with the one setting without which it collapses. */
async function bareAedes(): Promise<void> {
  const aedes = await Aedes.createBroker({ concurrency: 0, maxClientsIdLength: 64 });
  const server = createServer((socket) => aedes.handle(socket));
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    say({ kind: 'ready', port: address.port, passwords: [] });
  });
}

async function gateway(cars: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ritmeter-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'gateway.sqlite');
  const passwords = addCars(file, cars);
  const worker = await startStorageWorker({ file, settings: storeSettings }, silentLog);
  const broker = new EmbeddedBroker({ port: 0, log: silentLog });
  const clock = new SystemClock();
  const ports = { clock, timers: new SystemTimers(clock), random: systemRandom, log: silentLog };
  const running = createGateway({ ...ports, broker, store: worker.store }, storeSettings.config);
  const { port } = await running.start();
  say({ kind: 'ready', port, passwords });
}

/** Without waiting for the disk: this is not what is measured. @returns their passwords */
function addCars(file: string, cars: number): string[] {
  const database = openDatabase(file);
  database.exec('pragma synchronous = off');
  const ports = { database, clock: new SystemClock(), random: systemRandom, log: silentLog };
  const store = createStore(ports, storeSettings);
  const passwords = Array.from({ length: cars }, (_, number) => {
    const { car, publicKey } = benchCar(number);
    return store.addCar({ car, priceClass: 'S', registration: `1-${car}`, publicKey }).password;
  });
  database.close();
  return passwords;
}

process.on('message', (message: ToServer) => {
  switch (message.kind) {
    case 'serve':
      void (message.what === 'gateway' ? gateway(message.cars) : bareAedes());
      return;
    case 'memory':
      globalThis.gc?.();
      say({ kind: 'memory', bytes: process.memoryUsage().rss });
      return;
    case 'cpu': {
      const { user, system } = process.cpuUsage();
      say({ kind: 'cpu', microseconds: user + system });
      return;
    }
    default:
      message satisfies never;
  }
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
// Whoever started it was killed: nobody asks any more.
process.once('disconnect', () => process.exit(0));
