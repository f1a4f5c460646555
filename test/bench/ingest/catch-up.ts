import { type Figure, fewestRuns, figure, median } from '../figure.ts';
import { asFastAsItCan, rateOf } from './fleets.ts';
import { LoadProcess, ServerProcess } from './processes.ts';

/** Twenty cars with 10,000 records each come back, while 200 others send one record every half second. */
export async function catchUp(onRun: () => void): Promise<Figure[]> {
  const size = 50;
  const load = new LoadProcess();
  const live = { cars: 200, records: 8, size: 1 };
  await load.prepare(live, { ...live, records: 60 }, { cars: 20, records: 10_000, size });
  const rates: number[] = [];
  const times: number[] = [];
  for (let run = 0; run < fewestRuns; run++) {
    onRun();
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
    figure('ingest.catch-up', median(rates), 'records/s', { atLeast: 20_000 }),
    figure('ingest.catch-up.live-p99', median(times), 'times', { atMost: 1.5 }),
  ];
}
