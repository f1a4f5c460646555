import type { SeededRandom } from '../kernel/random.ts';
import { faultKinds } from './all.ts';
import type { Drawn, PlannedFault } from './fault.ts';

/** What a scenario may let its cars suffer, each fault by its name with its settings. */
export type FaultSettings = Readonly<Record<string, unknown>>;

/** The faults of one run. */
export interface Selection {
  readonly faults: readonly PlannedFault[];
  /** What was drawn of each; null where this run does without. */
  readonly drawn: Readonly<Record<string, Drawn | null>>;
}

/**
 * Swarm selection: each fault is left out of a run with a chance, and of the others the rates are drawn, so that runs
 * differ in kind and not only in luck (D12).
 */
export function selectFaults(settings: FaultSettings, offChance: number, random: SeededRandom): Selection {
  const faults: PlannedFault[] = [];
  const drawn: Record<string, Drawn | null> = {};
  for (const kind of faultKinds) {
    const own = settings[kind.name];
    if (own === undefined) continue;
    const isOff = random.fork(`off ${kind.name}`).chance(offChance);
    const planned = isOff ? null : kind.plan(own, random);
    drawn[kind.name] = planned?.drawn ?? null;
    if (planned !== null) faults.push(planned);
  }
  return { faults, drawn };
}
