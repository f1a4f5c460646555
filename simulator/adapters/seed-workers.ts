import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../protocol/errors.ts';
import type { VirtualRunPorts } from '../run/virtual.ts';
import { brokenOff, type SeedJob, type SeedOutcome, type SeedRunner } from '../swarm/seed-job.ts';
import { losePatience } from './seed-patience.ts';

/** A run that takes more processor time than this, and so much more for each car-day, will not end. */
const longestMilliseconds = 120_000;
const longestPerCarDay = 30_000;

/** What a thread is given at its start. */
export type SeedWorkerData = Pick<VirtualRunPorts, 'priceLists'>;

/** Runs seeds on threads of their own, one at a time each. */
export class SeedWorkers implements SeedRunner {
  readonly lanes: number;
  readonly #workerData: SeedWorkerData;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();

  constructor(lanes: number, workerData: SeedWorkerData) {
    this.lanes = lanes;
    this.#workerData = workerData;
  }

  /** A run that breaks off, ends its thread or never ends is an outcome as well. */
  async run(job: SeedJob): Promise<SeedOutcome> {
    const worker = this.#idle.pop() ?? this.#started();
    try {
      if (!this.#all.has(worker)) await this.#online(worker);
      const outcome = await answered(worker, job);
      this.#idle.push(worker);
      return outcome;
    } catch (thrown) {
      this.#all.delete(worker);
      await worker.terminate();
      return brokenOff(job.seed, messageOf(thrown));
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((worker) => worker.terminate()));
  }

  #started(): Worker {
    return new Worker(new URL('./seed-worker.ts', import.meta.url), { workerData: this.#workerData });
  }

  /** Before that nobody can ask what it has used. */
  async #online(worker: Worker): Promise<void> {
    this.#all.add(worker);
    await once(worker, 'online');
  }
}

function answered(worker: Worker, job: SeedJob): Promise<SeedOutcome> {
  const longest = longestMilliseconds + longestPerCarDay * job.cars * job.days;
  const { promise, resolve, reject } = Promise.withResolvers<SeedOutcome>();
  const patience = losePatience(worker, longest);
  patience.lost.catch(reject);
  const left = (code: number): void => reject(new Error(`its thread ended with ${code}`));
  worker.once('message', resolve).once('error', reject).once('exit', left);
  worker.postMessage(job);
  return promise.finally(() => {
    patience.cancel();
    worker.off('message', resolve).off('error', reject).off('exit', left);
  });
}
