import { alternate, type Figure, fewestRuns, figure, median, medianOf } from './figure.ts';
import type { Fleet, FleetResult, Journals } from './ingest/messages.ts';
import { LoadProcess, ServerProcess } from './ingest/processes.ts';

const perSecond = 'records/s';

/** What it costs the gateway to take what cars send; the cars are another process on the same machine. */
export async function run(): Promise<readonly Figure[]> {
  return [
    ...(await compared('50x20', { cars: 50, window: 20, records: 1000 })),
    ...(await compared('500x1', { cars: 500, window: 1, records: 100 })),
    ...(await batched()),
    ...(await catchUp()),
    ...(await misbehaving()),
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
  await load.prepare({ cars: 50, records: 1000, size }, { cars: 50, records: 4000, size });
  const messages = await medianOf(() => throughput(load, 'gateway', { cars: 50, window: 4, records: 0 }));
  await load.stop();
  return [figure('ingest.batched', messages * size, perSecond, { atLeast: 60_000 })];
}

/** Twenty cars with 10,000 records each come back, while 200 others send one record every half second. */
async function catchUp(): Promise<Figure[]> {
  const size = 50;
  const load = new LoadProcess();
  const live = { cars: 200, records: 20, size: 1 };
  await load.prepare(live, { ...live, records: 60 }, { cars: 20, records: 10_000, size });
  const rates: number[] = [];
  const times: number[] = [];
  for (let run = 0; run < fewestRuns; run++) {
    const server = await ServerProcess.start('gateway', 420);
    const steady = { window: 1, rate: 2, background: false };
    const [alone] = await load.run(server, [{ journals: 0, ...steady }], { receipts: true });
    const backlog = { ...asFastAsItCan(2, 4) };
    const during = [{ journals: 1, ...steady, background: true }, backlog];
    const [beside, back] = await load.run(server, during, { receipts: true });
    await server.stop();
    times.push((beside?.p99 ?? Number.NaN) / (alone?.p99 ?? Number.NaN));
    rates.push(rateOf(back === undefined ? [] : [back]) * size);
  }
  await load.stop();
  return [
    figure('ingest.catch-up', median(rates), perSecond, { atLeast: 20_000 }),
    figure('ingest.catch-up.live-p99', median(times), 'times', { atMost: 1.5 }),
  ];
}

/** What 50 cars get through beside one that misbehaves, over what they get through without it. */
async function misbehaving(): Promise<Figure[]> {
  const kinds: readonly (readonly [string, Journals, number])[] = [
    ['flood', { cars: 1, records: 60_000, size: 1, garbageBytes: 8 }, 2000],
    ['giant', { cars: 1, records: 2000, size: 1, garbageBytes: 60_000 }, 50],
    ['backlog', { cars: 1, records: 60_000, size: 100 }, 50],
  ];
  const figures: Figure[] = [];
  for (const [name, misbehaver, window] of kinds) {
    const load = new LoadProcess();
    await load.prepare({ cars: 50, records: 400, size: 1 }, { cars: 50, records: 600, size: 1 }, misbehaver);
    const others = async (fleets: readonly Fleet[]): Promise<number> => {
      const server = await ServerProcess.start('gateway', 101);
      await load.run(server, [asFastAsItCan(0, 20)], { receipts: true });
      const rate = rateOf(await load.run(server, fleets, { receipts: true }));
      await server.stop();
      return rate;
    };
    const { a, b } = await alternate(
      () => others([asFastAsItCan(1, 20), { ...asFastAsItCan(2, window), background: true }]),
      () => others([asFastAsItCan(1, 20)]),
    );
    await load.stop();
    figures.push(figure(`ingest.beside.${name}`, a / b, 'times', { atLeast: 0.9 }));
  }
  return figures;
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
