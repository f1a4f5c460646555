import { type Figure, figuresOf, type Part } from './figure.ts';
import { batched } from './ingest/batched.ts';
import { catchUp } from './ingest/catch-up.ts';
import { compared } from './ingest/comparison.ts';
import { memory } from './ingest/memory.ts';
import { beside, misbehaverNames } from './ingest/misbehaving.ts';

const parts: readonly Part[] = [
  {
    figures: ['ingest.50x20', 'ingest.vs-forwarding.50x20', 'ingest.vs-alone.50x20', 'ingest.puback.p99'],
    run: () => compared('50x20', { cars: 50, window: 20, records: 3000 }),
  },
  {
    figures: ['ingest.500x1', 'ingest.vs-forwarding.500x1', 'ingest.vs-alone.500x1'],
    run: () => compared('500x1', { cars: 500, window: 1, records: 300 }),
  },
  { figures: ['ingest.batched'], run: batched },
  { figures: ['ingest.catch-up', 'ingest.catch-up.live-p99'], run: catchUp },
  ...misbehaverNames.map((name) => ({ figures: [`ingest.beside.${name}`], run: () => beside(name) })),
  { figures: ['ingest.memory-per-car', 'ingest.memory-per-car.gateway'], run: memory },
];

/** What it costs the gateway to take what cars send; the cars are another process on the same machine. */
export const run = (only?: string): Promise<readonly Figure[]> => figuresOf(parts, only);
