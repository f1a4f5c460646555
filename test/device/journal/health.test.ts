import { describe, expect, it } from 'vitest';
import {
  type StorageEffect,
  type StorageHealth,
  type StorageInput,
  storageTransition,
} from '../../../device/journal/health.ts';
import { milliseconds } from '../../../protocol/units.ts';

const at = milliseconds;
const failed = (time: number): StorageInput => ({ kind: 'failed', at: at(time) });
const timer: StorageInput = { kind: 'timer' };
const late = (time: number): StorageInput => ({ kind: 'late', at: at(time) });
const synced = (time: number, took = 5): StorageInput => ({
  kind: 'synced',
  at: at(time),
  took: milliseconds(took),
});

function effectsOf(...inputs: readonly StorageInput[]): readonly StorageEffect[] {
  let health: StorageHealth = { kind: 'good' };
  let last: readonly StorageEffect[] = [];
  for (const input of inputs) {
    const step = storageTransition(health, input);
    health = step.health;
    last = step.effects;
  }
  return last;
}

const checkAfter = (delay: number) => ({ kind: 'check-after', delay });

describe('a disk in trouble (D6)', () => {
  it('raises one alarm, and is tried again after pauses that double up to a minute', () => {
    expect(effectsOf(failed(0))).toEqual([{ kind: 'raise' }, checkAfter(1_000)]);
    expect(effectsOf(failed(0), timer, failed(1_000))).toEqual([checkAfter(2_000)]);
    const often = Array.from({ length: 30 }, (_, turn) => [timer, failed(turn * 60_000)]).flat();
    expect(effectsOf(...often)).toEqual([checkAfter(60_000)]);
  });

  it('is checked no later because it fails whoever uses it in between', () => {
    expect(effectsOf(failed(0), failed(1), late(2), failed(3))).toEqual([]);
    expect(effectsOf(failed(0), failed(1), failed(2), timer, failed(1_000))).toEqual([checkAfter(2_000)]);
  });

  it('that is slow is checked less often: a check costs it a page', () => {
    expect(effectsOf(late(0))).toEqual([{ kind: 'raise' }, checkAfter(60_000)]);
    expect(effectsOf(late(0), timer, synced(60_000, 500), timer, synced(180_000, 500))).toEqual([
      checkAfter(240_000),
    ]);
  });

  it('is checked when the time has come, and left alone once it is good', () => {
    expect(effectsOf(failed(0), timer)).toEqual([{ kind: 'check' }]);
    expect(effectsOf(timer)).toEqual([]);
  });
});

describe('a disk that does well again', () => {
  it('is good after a minute without trouble, not before', () => {
    expect(effectsOf(failed(0), synced(20_000))).toEqual([checkAfter(40_000)]);
    expect(effectsOf(failed(0), synced(20_000), synced(60_000))).toEqual([{ kind: 'clear' }]);
    expect(effectsOf(failed(0), synced(20_000), failed(30_000), synced(60_000))).toEqual([
      checkAfter(30_000),
    ]);
  });

  it('begins with short pauses when it fails anew', () => {
    expect(effectsOf(failed(0), timer, failed(1_000), timer, synced(3_000), timer, failed(63_000))).toEqual([
      checkAfter(2_000),
    ]);
  });

  it('that was never in trouble says nothing, also where a sync took long', () => {
    expect(effectsOf(synced(0), synced(1, 3_000))).toEqual([]);
  });
});
