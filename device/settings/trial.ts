import type { FactOf } from '../../protocol/messages/registry.ts';
import type { Milliseconds } from '../../protocol/units.ts';

/**
 * Settings that came over the air, on trial until the gateway answers (clause 13.5). A car without coverage takes nothing
 * back: it asks through the settings before them, and only where the gateway answers there the new ones are at fault.
 */
export type Trial =
  | { readonly kind: 'none' }
  /** The new ones hold. */
  | { readonly kind: 'trying'; readonly version: number }
  /** Those before hold again for a while. */
  | { readonly kind: 'asking'; readonly version: number };

export type TrialInput =
  /** The unit has started in the middle of a trial. */
  | { readonly kind: 'resumed'; readonly version: number }
  /** Newer ones are on disk. */
  | { readonly kind: 'taken'; readonly version: number }
  /** The gateway has answered, on a session that was begun with what holds. */
  | { readonly kind: 'answered' }
  | { readonly kind: 'timer' };

export type TrialEffect =
  /** The new settings hold from here on, or those before them; a new session with the broker is begun. */
  | { readonly kind: 'hold'; readonly which: 'new' | 'previous' }
  | { readonly kind: 'set-timer'; readonly after: Milliseconds }
  | { readonly kind: 'cancel-timer' }
  | { readonly kind: 'record'; readonly fact: FactOf<'configuration-changed'> };

export interface TrialStep {
  readonly trial: Trial;
  readonly effects: readonly TrialEffect[];
}

/** How long a car tries to reach the gateway with new settings, and how long it asks through those before. */
export interface TrialPace {
  readonly trying: Milliseconds;
  readonly asking: Milliseconds;
}

/** Starts of the unit during a trial after which the settings are at fault, whatever else was. */
export const mostBoots = 2;

export function trialStep(trial: Trial, input: TrialInput, pace: TrialPace): TrialStep {
  if (input.kind === 'taken') {
    const { version } = input;
    const fact = { kind: 'configuration-changed', version, outcome: 'trying' } as const;
    return tried(version, pace, [{ kind: 'record', fact }]);
  }
  if (input.kind === 'resumed') return tried(input.version, pace, []);
  switch (trial.kind) {
    case 'none':
      return { trial, effects: [] };
    case 'trying':
      return input.kind === 'answered' ? kept(trial.version) : asked(trial.version, pace);
    case 'asking':
      return input.kind === 'answered' ? takenBack(trial.version) : tried(trial.version, pace, []);
  }
}

const tried = (version: number, pace: TrialPace, effects: readonly TrialEffect[]): TrialStep => ({
  trial: { kind: 'trying', version },
  effects: [...effects, { kind: 'hold', which: 'new' }, { kind: 'set-timer', after: pace.trying }],
});

const asked = (version: number, pace: TrialPace): TrialStep => ({
  trial: { kind: 'asking', version },
  effects: [
    { kind: 'hold', which: 'previous' },
    { kind: 'set-timer', after: pace.asking },
  ],
});

const over = (fact: FactOf<'configuration-changed'>): TrialStep => ({
  trial: { kind: 'none' },
  effects: [{ kind: 'cancel-timer' }, { kind: 'record', fact }],
});

const kept = (version: number): TrialStep =>
  over({ kind: 'configuration-changed', version, outcome: 'kept' });

const takenBack = (version: number): TrialStep =>
  over({
    kind: 'configuration-changed',
    version,
    outcome: 'taken-back',
    reason: 'gateway-not-reached',
  });
