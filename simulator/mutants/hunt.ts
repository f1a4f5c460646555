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
  readonly fate: 'found' | 'lives' | 'stale';
  /** Null where it was not found. */
  readonly finding: Finding | null;
  /** Why it is stale; empty otherwise. */
  readonly reason: string;
  /** Failing seeds that prove nothing, since they fail without it as well. */
  readonly skipped: readonly number[];
  readonly seconds: number;
}

/** How swarms are run over sources; each gives the first failing seed, or null where every check of every seed holds. */
export interface Hunter {
  /** Over a copy of the sources with the mutant in it, from this seed on. @throws {Fault} `patch-stale`. */
  overMutant(mutant: Mutant, from: number): Promise<Finding | null>;
  /** Over the sources as they are, this seed alone. */
  overSources(seed: number): Promise<Finding | null>;
  /** Told of a seed that fails with the mutant and without it. */
  skips(mutant: Mutant, without: Finding): void;
  readonly now: () => number;
}

/** Hunts one mutant from a seed on: it is found where a seed fails with it and holds without. */
export async function hunt(hunter: Hunter, mutant: Mutant, from: number): Promise<Hunted> {
  const began = hunter.now();
  const skipped: number[] = [];
  const told = (fate: Hunted['fate'], finding: Finding | null, reason = ''): Hunted => ({
    mutant: mutant.name,
    about: mutant.about,
    fate,
    finding,
    reason,
    skipped,
    seconds: (hunter.now() - began) / 1000,
  });
  for (let next = from; ; ) {
    let finding: Finding | null;
    try {
      finding = await hunter.overMutant(mutant, next);
    } catch (thrown) {
      return told('stale', null, messageOf(thrown));
    }
    if (finding === null) return told('lives', null);
    const without = await hunter.overSources(finding.seed);
    if (without === null) return told('found', finding);
    hunter.skips(mutant, without);
    skipped.push(finding.seed);
    next = finding.seed + 1;
  }
}
