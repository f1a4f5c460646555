import { alternate, type Figure, figure, medianOf } from './figure.ts';
import type { Fleet, FleetResult, Journals } from './ingest/messages.ts';
import { LoadProcess, ServerProcess } from './ingest/processes.ts';

const perSecond = 'records/s';

/** What it costs the gateway to take what cars send; the cars are another process on the same machine. */
export async function run(): Promise<readonly Figure[]> {
  return [
    ...(await compared('50x20', { cars: 50, window: 20, records: 1600 })),
    ...(await compared('500x1', { cars: 500, window: 1, records: 160 })),
    ...(await batched()),
    ...(await memory()),
  ];
}

interface Shape {
  readonly cars: number;
  /** Messages without PUBACK that each car may have. */
  readonly window: number;
  /** That each car sends, one a message. */
  readonly records: number;
}

const asFastAsItCan = (journals: number, window: number): Fleet => ({
  journals,
  window,
  rate: null,
  background: false,
});

/** Cars before those that are measured: a program that has just been started is slower. */
const warmUp = ({ cars, records }: Shape): Journals => ({ cars, records: Math.ceil(records / 4), size: 1 });

/** A way of receiving: stored and receipted by the gateway, handed to one subscriber by bare aedes, or to nobody. */
type Way = 'gateway' | 'forwarding' | 'alone';

/** The same messages against a new server, warmed up. @returns messages a second */
async function throughput(load: LoadProcess, way: Way, { cars, window }: Shape): Promise<number> {
  const server = await ServerProcess.start(way === 'gateway' ? 'gateway' : 'aedes', 2 * cars);
  try {
    const options = { subscriber: way === 'forwarding', receipts: way === 'gateway' };
    await load.run(server, [asFastAsItCan(0, window)], options);
    return rateOf(await load.run(server, [asFastAsItCan(1, window)], options));
  } finally {
    await server.stop();
  }
}

const rateOf = ([result]: readonly FleetResult[]): number =>
  result === undefined ? Number.NaN : result.messages / result.seconds;

async function compared(name: string, shape: Shape): Promise<Figure[]> {
  const load = new LoadProcess();
  await load.prepare(warmUp(shape), { cars: shape.cars, records: shape.records, size: 1 });
  const forwarding = await alternate(
    () => throughput(load, 'gateway', shape),
    () => throughput(load, 'forwarding', shape),
  );
  const alone = await medianOf(() => throughput(load, 'alone', shape));
  const halfLoad = name === '50x20' ? [await acknowledged(load, shape, forwarding.a / 2)] : [];
  await load.stop();
  return [
    figure(`ingest.${name}`, forwarding.a, perSecond, 'reported'),
    figure(`ingest.vs-forwarding.${name}`, forwarding.a / forwarding.b, 'times', { atLeast: 1 }),
    figure(`ingest.vs-alone.${name}`, forwarding.a / alone, 'times', 'reported'),
    ...halfLoad,
  ];
}

/** How long a PUBACK takes at a steady load. */
async function acknowledged(load: LoadProcess, { cars, window }: Shape, rate: number): Promise<Figure> {
  const p99 = await medianOf(async () => {
    const server = await ServerProcess.start('gateway', 2 * cars);
    await load.run(server, [asFastAsItCan(0, window)], { receipts: true });
    const steady = { ...asFastAsItCan(1, window), rate: rate / cars };
    const [result] = await load.run(server, [steady], { receipts: true });
    await server.stop();
    return result?.p99 ?? Number.NaN;
  });
  return figure('ingest.puback.p99', p99, 'ms', { atMost: 50 });
}

async function batched(): Promise<Figure[]> {
  const size = 50;
  const load = new LoadProcess();
  await load.prepare({ cars: 50, records: 1000, size }, { cars: 50, records: 5000, size });
  const messages = await medianOf(() => throughput(load, 'gateway', { cars: 50, window: 4, records: 0 }));
  await load.stop();
  return [figure('ingest.batched', messages * size, perSecond, { atLeast: 60_000 })];
}

/** Resident memory that each connected and silent car adds. */
async function memory(): Promise<Figure[]> {
  const cars = 2000;
  const perCar = async (what: 'gateway' | 'aedes'): Promise<number> => {
    const load = new LoadProcess();
    const server = await ServerProcess.start(what, cars);
    const before = await server.memory();
    await load.connect(server, cars);
    const after = await server.memory();
    await Promise.all([server.stop(), load.stop()]);
    return (after - before) / cars;
  };
  const { a, b } = await alternate(
    () => perCar('gateway'),
    () => perCar('aedes'),
  );
  return [
    figure('ingest.memory-per-car', a / b, 'times', { atMost: 1.3 }),
    figure('ingest.memory-per-car.gateway', a / 1000, 'kB', 'reported'),
  ];
}
