import { parentPort } from 'node:worker_threads';
import { watchLoop } from './loop-gaps.ts';

/** A loop that has nothing to do: what holds it up is the machine. */
const stop = watchLoop();
parentPort?.once('message', () => parentPort?.postMessage(stop()));
