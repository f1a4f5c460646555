import { tellsOdometer } from '../car/models.ts';
import type { Clearing, Drive } from '../checkers/witness.ts';
import type { CarEntry } from '../fleet/roster.ts';

/**
 * What nobody can read any more of a car without an odometer, because its codes were cleared, or of one whose instrument cluster
 * was replaced by one that shows less. Of a counter that was cleared: the kilometre begun, of which its
 * counter never shows a part, what it was towed since its last drive, and what it was driven since a unit last saw its counter. A
 * counter that stands lower than it did tells neither how far it had come before, nor, since a control unit out of another car
 * looks the same, how much of what it shows is new.
 */
export function unreadMetres(
  { car, model }: Pick<CarEntry, 'car' | 'model'>,
  clearings: readonly Clearing[],
): number {
  const told = tellsOdometer(model) ? 'odometer' : 'counter';
  return clearings
    .filter((clearing) => clearing.car === car && clearing.of === told)
    .reduce((sum, { metres, drives }) => sum + metres + metresAfterLastSeen(drives), 0);
}

const metresAfterLastSeen = (drives: readonly Drive[]): number =>
  drives.slice(drives.findLastIndex(({ isSeen }) => isSeen) + 1).reduce((sum, { metres }) => sum + metres, 0);
