import { alternate, type Figure, figure, medianOf } from '../figure.ts';
import { asFastAsItCan, type Shape, throughput, warmUp } from './fleets.ts';
import { LoadProcess, ServerProcess } from './processes.ts';

/**
 * What the gateway takes, over what bare aedes hands on. A run ends with the last receipt, which waits for others to come;
 * it is long enough for that not to count.
 */
export async function compared(name: string, shape: Shape): Promise<Figure[]> {
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
    figure(`ingest.${name}`, forwarding.a, 'records/s', 'reported'),
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
