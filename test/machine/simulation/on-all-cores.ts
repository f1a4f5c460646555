import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a worker makes of each piece: on all cores, each taking the next one as it becomes free; in the order of the pieces. */
export async function onAllCores<Piece, Outcome>(worker: URL, pieces: readonly Piece[]): Promise<Outcome[]> {
  const waiting = [...pieces.entries()];
  const outcomes = new Map<number, Outcome>();
  const work = async (): Promise<void> => {
    const thread = new Worker(worker);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, piece] = next;
      thread.postMessage(piece);
      const [outcome]: Outcome[] = await once(thread, 'message');
      if (outcome !== undefined) outcomes.set(at, outcome);
    }
    await thread.terminate();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return pieces.flatMap((_, at) => outcomes.get(at) ?? []);
}
