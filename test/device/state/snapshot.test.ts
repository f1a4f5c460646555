import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve } from '../../../device/state/evolve.ts';
import { decodeSnapshot, encodeSnapshot } from '../../../device/state/snapshot.ts';
import { maxCommands, maxEnded, maxTokenUses, newCarState } from '../../../device/state/state.ts';
import { MalformedError } from '../../../protocol/errors.ts';
import { clockQualities, odometerSources } from '../../../protocol/messages/words.ts';
import { metres } from '../../../protocol/units.ts';
import { bytesOf, journals, seqs, wallTimes, wordsOf } from '../../protocol/messages/field-values.ts';
import { lifelikeFacts, odometers } from './lifelike-facts.ts';

const records = fc.record({
  header: fc.record({
    journal: journals,
    seq: seqs,
    wallTime: wallTimes,
    clockQuality: wordsOf(clockQualities),
    odometerMetres: odometers,
    odometerSource: wordsOf(odometerSources),
  }),
  link: bytesOf(32),
  fact: lifelikeFacts,
});
const start = newCarState(metres(100_000));

describe('a snapshot of the state', () => {
  it('gives back whatever records made of a car', () => {
    fc.assert(
      fc.property(fc.array(records, { maxLength: 200 }), wallTimes, (lived, lowerBound) => {
        const state = lived.reduce(evolve, start);
        const snapshot = { state, link: 'ab'.repeat(32), bootCount: 3, lowerBound };
        expect(decodeSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
      }),
    );
  });

  it.each([
    ['not JSON', '{'],
    ['of another shape', '{"state":{}}'],
    [
      'with a time that is none',
      JSON.stringify({ state: start, link: '00'.repeat(32), bootCount: 1, lowerBound: -1 }),
    ],
  ])('%s is malformed', (_, text) => {
    expect(() => decodeSnapshot(new TextEncoder().encode(text))).toThrow(MalformedError);
  });
});

describe('the state of a car (D13)', () => {
  it('keeps the latest of what it remembers, and no more', () => {
    fc.assert(
      fc.property(fc.array(records, { minLength: 300, maxLength: 300 }), (lived) => {
        const { ended, tokenUses, commands } = lived.reduce(evolve, start);
        expect(ended.length).toBeLessThanOrEqual(maxEnded);
        expect(tokenUses.size).toBeLessThanOrEqual(maxTokenUses);
        expect(commands.length).toBeLessThanOrEqual(maxCommands);
      }),
      { numRuns: 10 },
    );
  });
});
