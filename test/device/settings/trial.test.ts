import { describe, expect, test } from 'vitest';
import { type Trial, type TrialInput, trialStep } from '../../../device/settings/trial.ts';
import { milliseconds } from '../../../protocol/units.ts';

const pace = { trying: milliseconds(900_000), asking: milliseconds(300_000) };

/** What is done about these inputs, one after the other. */
function lived(...inputs: readonly TrialInput[]) {
  let trial: Trial = { kind: 'none' };
  const done: string[] = [];
  for (const input of inputs) {
    const step = trialStep(trial, input, pace);
    trial = step.trial;
    for (const effect of step.effects) {
      if (effect.kind === 'hold') done.push(`hold ${effect.which}`);
      if (effect.kind === 'record')
        done.push([effect.fact.outcome, effect.fact.version, effect.fact.reason].join(' ').trim());
    }
  }
  return { trial, done };
}

const taken = { kind: 'taken', version: 4 } as const;
const answered = { kind: 'answered' } as const;
const timer = { kind: 'timer' } as const;

describe('settings on trial (clause 13.5)', () => {
  test('are kept as the gateway answers', () => {
    expect(lived(taken, answered)).toEqual({
      trial: { kind: 'none' },
      done: ['trying 4', 'hold new', 'kept 4'],
    });
  });

  test('are taken back where the gateway answers through those before them, and only there', () => {
    expect(lived(taken, timer, answered).done).toEqual([
      'trying 4',
      'hold new',
      'hold previous',
      'taken-back 4 gateway-not-reached',
    ]);
  });

  test('are tried again where nobody answers either way: there is no coverage', () => {
    const { trial, done } = lived(taken, timer, timer, timer, timer, answered);
    expect(done).toEqual([
      'trying 4',
      'hold new',
      'hold previous',
      'hold new',
      'hold previous',
      'hold new',
      'kept 4',
    ]);
    expect(trial.kind).toBe('none');
  });

  test('give way to newer ones', () => {
    const newer = { kind: 'taken', version: 5 } as const;
    expect(lived(taken, newer, answered).done).toEqual([
      'trying 4',
      'hold new',
      'trying 5',
      'hold new',
      'kept 5',
    ]);
  });

  test('go on with the next start, without another record', () => {
    expect(lived({ kind: 'resumed', version: 4 }, answered).done).toEqual(['hold new', 'kept 4']);
  });

  test('are nothing to a car that tries none', () => {
    expect(lived(answered, timer)).toEqual({ trial: { kind: 'none' }, done: [] });
  });
});
