import { between, type Milliseconds, milliseconds } from '../../protocol/units.ts';

/** How the disk has done lately. */
export type StorageHealth =
  | { readonly kind: 'good' }
  /** Since the first trouble, until a sync in time that comes long enough after the last one. */
  | {
      readonly kind: 'poor';
      readonly troubledAt: Milliseconds;
      /** Checks so far that found it no better; between them it may fail as often as it is used. */
      readonly checks: number;
      readonly isChecking: boolean;
    };

export type StorageInput =
  /** A sync was refused. */
  | { readonly kind: 'failed'; readonly at: Milliseconds }
  /** A decision did not reach the disk in time (D6). */
  | { readonly kind: 'late'; readonly at: Milliseconds }
  /** A sync went well, after so long. */
  | { readonly kind: 'synced'; readonly at: Milliseconds; readonly took: Milliseconds }
  | { readonly kind: 'timer' };

/** `check`: sync again, also where nothing waits to be written. `check-after` replaces an earlier one. */
export type StorageEffect =
  | { readonly kind: 'raise' }
  | { readonly kind: 'clear' }
  | { readonly kind: 'check' }
  | { readonly kind: 'check-after'; readonly delay: Milliseconds };

export interface StorageStep {
  readonly health: StorageHealth;
  readonly effects: readonly StorageEffect[];
}

/** What a decision may wait for the disk (D6). */
export const inTimeMilliseconds = milliseconds(100);
/** Without trouble for so long, a disk counts as good again. */
const calmMilliseconds = 60_000;
/** Pauses between attempts double within these bounds. A check of a slow disk costs it a page, so it waits longer. */
const afterFailure = { least: 1_000, most: 60_000 };
const afterLateness = { least: 60_000, most: 600_000 };

/** One alarm for one trouble, however often it shows; what waits in memory is tried again and again. */
export function storageTransition(health: StorageHealth, input: StorageInput): StorageStep {
  switch (input.kind) {
    case 'failed':
      return troubled(health, input.at, afterFailure);
    case 'late':
      return troubled(health, input.at, afterLateness);
    case 'synced':
      return synced(health, input);
    case 'timer':
      if (health.kind === 'good') return { health, effects: [] };
      return { health: { ...health, isChecking: true }, effects: [{ kind: 'check' }] };
  }
}

function troubled(health: StorageHealth, at: Milliseconds, pause: typeof afterFailure): StorageStep {
  if (health.kind === 'poor' && !health.isChecking)
    return { health: { ...health, troubledAt: at }, effects: [] };
  const checks = health.kind === 'poor' ? health.checks + 1 : 0;
  const delay = milliseconds(Math.min(pause.most, pause.least * 2 ** Math.min(checks, 20)));
  const again = { kind: 'check-after', delay } as const;
  return {
    health: { kind: 'poor', troubledAt: at, checks, isChecking: false },
    effects: health.kind === 'good' ? [{ kind: 'raise' }, again] : [again],
  };
}

function synced(health: StorageHealth, { at, took }: Extract<StorageInput, { kind: 'synced' }>): StorageStep {
  if (health.kind === 'good') return { health, effects: [] };
  if (took > inTimeMilliseconds) return troubled(health, at, afterLateness);
  const calmFor = between(health.troubledAt, at);
  if (calmFor >= calmMilliseconds) return { health: { kind: 'good' }, effects: [{ kind: 'clear' }] };
  const delay = milliseconds(calmMilliseconds - calmFor);
  return { health: { ...health, checks: 0, isChecking: false }, effects: [{ kind: 'check-after', delay }] };
}
