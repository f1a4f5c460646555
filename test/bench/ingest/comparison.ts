import { alternate, type Figure, fewestRuns, figure, median, medianOf } from '../figure.ts';
import { asFastAsItCan, type Shape, throughput, type Way, warmUp } from './fleets.ts';
import { LoadProcess, ServerProcess } from './processes.ts';

/** Of these the time to a PUBACK is measured too. */
const timed = '50x20';
/** Messages of each car for that. */
const timedMessages = 600;

export const comparedRuns = (name: string): number => (name === timed ? 4 : 3) * fewestRuns;

/**
 * What the gateway takes, over what bare aedes hands on. A run ends with the last receipt; a receipt waits for up to 200 ms
 * for more to come, which is part of what is measured.
 */
export async function compared(name: string, shape: Shape, onRun: () => void): Promise<Figure[]> {
  const load = new LoadProcess();
  await load.prepare(warmUp(shape), { cars: shape.cars, records: shape.records, size: 1 });
  const spent: Record<Way, number[]> = { gateway: [], forwarding: [], alone: [] };
  const run = async (way: Way): Promise<number> => {
    onRun();
    const { messagesPerSecond, microsecondsEach } = await throughput(load, way, shape);
    spent[way].push(microsecondsEach);
    return messagesPerSecond;
  };
  const forwarding = await alternate(
    () => run('gateway'),
    () => run('forwarding'),
  );
  const alone = await medianOf(() => run('alone'));
  const halfLoad = name === timed ? [await acknowledged(load, shape, forwarding.a / 2, onRun)] : [];
  await load.stop();
  return [
    figure(`ingest.${name}`, forwarding.a, 'records/s', 'reported'),
    figure(`ingest.vs-forwarding.${name}`, forwarding.a / forwarding.b, 'times', { atLeast: 1 }),
    figure(`ingest.vs-alone.${name}`, forwarding.a / alone, 'times', 'reported'),
    figure(`ingest.cpu.${name}`, median(spent.gateway), 'µs/record', 'reported'),
    figure(`ingest.cpu-forwarding.${name}`, median(spent.forwarding), 'µs/record', 'reported'),
    ...halfLoad,
  ];
}

/** How long a PUBACK takes at a steady load. */
async function acknowledged(
  load: LoadProcess,
  { cars, window }: Shape,
  rate: number,
  onRun: () => void,
): Promise<Figure> {
  const p99 = await medianOf(async () => {
    onRun();
    const server = await ServerProcess.start('gateway', 2 * cars);
    await load.run(server, [asFastAsItCan(0, window)], { receipts: true });
    const steady = { ...asFastAsItCan(1, window), rate: rate / cars, most: timedMessages };
    const [result] = await load.run(server, [steady], { receipts: true });
    await server.stop();
    return result?.p99 ?? Number.NaN;
  });
  return figure('ingest.puback.p99', p99, 'ms', { atMost: 50 });
}
