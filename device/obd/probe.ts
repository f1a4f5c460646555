import { type ObdRequest, quantityRequests } from './pids.ts';
import type { Support } from './state.ts';

/** What is asked even where no control unit says that it knows it: some bitmaps leave out what is answered all the same. */
const probed: readonly ObdRequest[] = [
  quantityRequests.odometer,
  quantityRequests['engine-speed'],
  quantityRequests['distance-since-clear'],
  quantityRequests.speed,
  quantityRequests['fuel-level'],
];

/** The request at a place; only places that `nextProbe` gives exist. */
export const probeRequest = (at: number): ObdRequest => probed[at] ?? quantityRequests.speed;

/** The next place, from one on, of a request that no control unit has named; undefined where there is none. */
export function nextProbe(support: Support, from: number): number | undefined {
  const at = probed.findIndex(({ pid }, place) => place >= from && !isNamed(support, pid));
  return at < 0 ? undefined : at;
}

const isNamed = (support: Support, pid: number): boolean =>
  [...support.values()].some((pids) => pids.has(pid));
