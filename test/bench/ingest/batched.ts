import { type Figure, figure, medianOf } from '../figure.ts';
import { throughput } from './fleets.ts';
import { LoadProcess } from './processes.ts';

/** Records of cars that send 50 a message, packed. */
export async function batched(onRun: () => void): Promise<Figure[]> {
  const size = 50;
  const load = new LoadProcess();
  await load.prepare({ cars: 50, records: 500, size }, { cars: 50, records: 2500, size });
  const messages = await medianOf(async () => {
    onRun();
    return (await throughput(load, 'gateway', { cars: 50, window: 4, records: 0 })).messagesPerSecond;
  });
  await load.stop();
  return [figure('ingest.batched', messages * size, 'records/s', { atLeast: 60_000 })];
}
