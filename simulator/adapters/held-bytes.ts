import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that this thread's program holds, once all that nobody holds any more is collected. */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  const { used_heap_size: onHeap, external_memory: outside } = getHeapStatistics();
  return onHeap + outside;
}
