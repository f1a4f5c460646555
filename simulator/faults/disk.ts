import type { DiskCondition } from '../disk.ts';
import type { FaultKind } from './fault.ts';
import { carSpells } from './spells.ts';

/** The car's disk behaves badly for a while; one trouble at a time. */
const troubled = (name: string, condition: DiskCondition): FaultKind =>
  carSpells(name, (_, { disk }) => {
    if (disk.condition !== 'healthy') return null;
    disk.condition = condition;
    return () => {
      disk.condition = 'healthy';
    };
  });

export const diskFaults: readonly FaultKind[] = [
  troubled('slow-disk', 'slow'),
  troubled('failing-disk', 'failing'),
  troubled('full-disk', 'full'),
  troubled('read-only-disk', 'read-only'),
];
