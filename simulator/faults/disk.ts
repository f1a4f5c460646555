import { milliseconds } from '../../protocol/units.ts';
import type { DiskCondition } from '../disk.ts';
import type { FaultKind } from './fault.ts';
import { carSpells } from './spells.ts';

/** After its disk is well again, a unit needs so long to write what it kept in memory. */
const untilWritten = 60_000;

/** The car's disk behaves badly for a while; one trouble at a time. */
const troubled = (name: string, condition: DiskCondition): FaultKind =>
  carSpells(name, (stage, car) => {
    const { disk } = car;
    if (disk.condition !== 'healthy') return null;
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
