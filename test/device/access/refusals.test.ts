import { describe, expect, it } from 'vitest';
import {
  maxRefusalsWritten,
  noRefusals,
  type RefusalTally,
  refusalWindowMilliseconds,
  refused,
  toldTogether,
  untilTold,
} from '../../../device/access/refusals.ts';
import { milliseconds } from '../../../protocol/units.ts';

/** The tally after so many refusals at one moment, and how many of them got a record. */
function flood(count: number, atMilliseconds: number, from: RefusalTally = noRefusals) {
  let [tally, written] = [from, 0];
  for (let at = 0; at < count; at++) {
    const step = refused(tally, milliseconds(atMilliseconds));
    tally = step.tally;
    written += step.isWritten ? 1 : 0;
  }
  return { tally, written };
}

describe('a flood of refusals (D13)', () => {
  it('gets 20 records of its own, and the rest is counted', () => {
    const { tally, written } = flood(1_000, 5_000);
    expect(written).toBe(maxRefusalsWritten);
    expect(toldTogether(tally)).toEqual({
      kind: 'access-decided',
      verdict: 'too-many-attempts',
      count: 980,
    });
  });

  it('is told ten minutes after its first', () => {
    const { tally } = flood(30, 5_000);
    expect(untilTold(tally, milliseconds(65_000))).toBe(540_000);
  });

  it('is nothing to tell of where all were written', () => {
    expect(toldTogether(flood(maxRefusalsWritten, 0).tally)).toBeNull();
  });

  it('ten minutes after the first the next ones are written again', () => {
    const { tally } = flood(maxRefusalsWritten, 1_000);
    expect(flood(1, 1_000 + refusalWindowMilliseconds - 1, tally).written).toBe(0);
    expect(flood(1, 1_000 + refusalWindowMilliseconds, tally).written).toBe(1);
  });

  it('is not forgotten before it is told', () => {
    const { tally } = flood(30, 0);
    expect(flood(5, 2 * refusalWindowMilliseconds, tally).tally.counted).toBe(15);
  });
});
