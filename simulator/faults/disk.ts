import { milliseconds } from '../../protocol/units.ts';
import type { DiskCondition } from '../disk.ts';
import type { FaultKind } from './fault.ts';
import { carSpells } from './spells.ts';

/** After its disk is well again, a unit needs so long to write what it kept in memory. */
const untilWritten = 60_000;

/** A unit has read its journal by then. */
const untilStarted = milliseconds(10_000);

/**
 * The car's disk behaves badly for a while; one trouble at a time, and none as the unit starts: where it cannot read its
 * journal it begins another, and what the old one has not delivered comes late.
 */
const troubled = (name: string, condition: DiskCondition): FaultKind =>
  carSpells(name, (stage, car) => {
    const { disk, unit } = car;
    if (disk.condition !== 'healthy' || !unit.isOnSince(untilStarted)) return null;
    disk.condition = condition;
    car.sparedUntil = milliseconds(Number.MAX_SAFE_INTEGER);
    return () => {
      disk.condition = 'healthy';
      car.sparedUntil = milliseconds(stage.now() + untilWritten);
    };
  });

export const diskFaults: readonly FaultKind[] = [
  troubled('slow-disk', 'slow'),
  troubled('failing-disk', 'failing'),
  troubled('full-disk', 'full'),
  troubled('read-only-disk', 'read-only'),
];
