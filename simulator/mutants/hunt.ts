import { messageOf } from '../../protocol/errors.ts';
import type { Mutant } from './mutant.ts';

/** A failing seed of a swarm, as far as a hunt looks at it. */
export interface Finding {
  readonly seed: number;
  /** Name of the check. */
  readonly check: string;
  readonly detail: string;
}

/** What came of one mutant. */
export interface Hunted {
  readonly mutant: string;
  readonly about: string;
  readonly fate: 'found' | 'lives' | 'stale' | 'unclear';
  /** Null where it was not found. */
  readonly finding: Finding | null;
  /** Why it is stale or unclear; empty otherwise. */
  readonly reason: string;
  readonly seconds: number;
}

/** How swarms are run over sources; each gives the first failing seed, or null where every check of every seed holds. */
export interface Hunter {
  /** Over a copy of the sources with the mutant in it. @throws {Fault} `patch-stale`. */
  overMutant(mutant: Mutant): Promise<Finding | null>;
  /** Over the sources as they are, this seed alone. */
  overSources(seed: number): Promise<Finding | null>;
  readonly now: () => number;
}

/** Hunts one mutant: it is found where a seed fails with it and holds without. */
export async function hunt(hunter: Hunter, mutant: Mutant): Promise<Hunted> {
  const began = hunter.now();
  const told = (fate: Hunted['fate'], finding: Finding | null, reason = ''): Hunted => ({
    mutant: mutant.name,
    about: mutant.about,
    fate,
    finding,
    reason,
    seconds: (hunter.now() - began) / 1000,
  });
  let finding: Finding | null;
  try {
    finding = await hunter.overMutant(mutant);
  } catch (thrown) {
    return told('stale', null, messageOf(thrown));
  }
  if (finding === null) return told('lives', null);
  const without = await hunter.overSources(finding.seed);
  if (without === null) return told('found', finding);
  return told(
    'unclear',
    finding,
    `seed ${without.seed} fails without it as well: ${without.check}: ${without.detail}`,
  );
}
