import { type Figure, fewestRuns, figuresOf } from './figure.ts';
import { batched } from './ingest/batched.ts';
import { catchUp } from './ingest/catch-up.ts';
import { compared, comparedRuns } from './ingest/comparison.ts';
import { memory } from './ingest/memory.ts';
import { beside, misbehaverNames } from './ingest/misbehaving.ts';
import { type Progress, silentProgress } from './progress.ts';

/** What is measured together, by the names of its figures, in so many runs. */
interface IngestPart {
  readonly figures: readonly string[];
  readonly runs: number;
  measure(onRun: () => void): Promise<readonly Figure[]>;
}

const comparedFigures = (name: string): readonly string[] => [
  `ingest.${name}`,
  `ingest.vs-forwarding.${name}`,
  `ingest.vs-alone.${name}`,
  `ingest.cpu.${name}`,
  `ingest.cpu-forwarding.${name}`,
];

const parts: readonly IngestPart[] = [
  {
    figures: [...comparedFigures('50x20'), 'ingest.puback.p99'],
    runs: comparedRuns('50x20'),
    measure: (onRun) => compared('50x20', { cars: 50, window: 20, records: 4000 }, onRun),
  },
  {
    figures: comparedFigures('500x1'),
    runs: comparedRuns('500x1'),
    measure: (onRun) => compared('500x1', { cars: 500, window: 1, records: 400 }, onRun),
  },
  { figures: ['ingest.batched'], runs: fewestRuns, measure: batched },
  { figures: ['ingest.catch-up', 'ingest.catch-up.live-p99'], runs: fewestRuns, measure: catchUp },
  ...misbehaverNames.map((name) => ({
    figures: [`ingest.beside.${name}`],
    runs: 2 * fewestRuns,
    measure: (onRun: () => void) => beside(name, onRun),
  })),
  {
    figures: ['ingest.memory-per-car', 'ingest.memory-per-car.gateway'],
    runs: 2 * fewestRuns,
    measure: memory,
  },
];

export const figures: readonly string[] = parts.flatMap((part) => part.figures);

/** What it costs the gateway to take what cars send; the cars are another process on the same machine. */
export const run = (
  only?: string,
  _minutes?: number,
  progress: Progress = silentProgress,
): Promise<readonly Figure[]> =>
  figuresOf(
    parts.map((part) => ({ figures: part.figures, run: () => measuredWith(progress, part) })),
    only,
  );

async function measuredWith(
  progress: Progress,
  { figures: [name = ''], runs, measure }: IngestPart,
): Promise<readonly Figure[]> {
  progress.begin(name, runs);
  try {
    return await measure(() => progress.run());
  } finally {
    progress.end();
  }
}
