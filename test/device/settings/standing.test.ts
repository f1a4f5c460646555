import { describe, expect, test } from 'vitest';
import { beforeThisStart, standingOf } from '../../../device/settings/standing.ts';
import { firstSettings, type Settings } from '../../../protocol/settings/settings.ts';

const versions = (...each: readonly number[]) => ({
  files: new Map<number, Settings>(each.map((version) => [version, { ...firstSettings, version }])),
  isUnread: false,
});
const local: Settings = { ...firstSettings, positionAlarms: ['battery-low'] };

describe('settings as the unit starts (clause 13.5)', () => {
  test('are those of the configuration until any came over the air', () => {
    expect(standingOf({ newest: 0, kept: null, trying: null }, versions(), local)).toEqual({
      previous: local,
      trial: null,
      facts: [],
    });
  });

  test('are those that were kept last', () => {
    const { previous, trial } = standingOf({ newest: 3, kept: 3, trying: null }, versions(3), local);
    expect([previous.version, trial]).toEqual([3, null]);
  });

  test('are on trial where a power cut came between the file and its record', () => {
    const { previous, trial } = standingOf({ newest: 3, kept: 3, trying: null }, versions(3, 4), local);
    expect(previous.version).toBe(3);
    expect(trial).toMatchObject({ version: 4, isNew: true });
  });

  test('are still on trial after one start, and taken back with the second', () => {
    const recorded = (boots: number) => ({ newest: 4, kept: 3, trying: { version: 4, boots } });
    expect(standingOf(recorded(0), versions(3, 4), local).trial).toMatchObject({ version: 4, isNew: false });
    expect(standingOf(recorded(1), versions(3, 4), local)).toMatchObject({
      previous: { version: 3 },
      trial: null,
      facts: [{ version: 4, outcome: 'taken-back', reason: 'restarted' }],
    });
  });

  test('that were taken back never come again, though their file is still there', () => {
    expect(standingOf({ newest: 4, kept: 3, trying: null }, versions(3, 4), local)).toMatchObject({
      previous: { version: 3 },
      trial: null,
      facts: [],
    });
  });

  test('whose file is lost are taken back, with a record', () => {
    expect(standingOf({ newest: 4, kept: 4, trying: null }, versions(), local)).toMatchObject({
      previous: local,
      facts: [{ version: 4, outcome: 'taken-back', reason: 'invalid' }],
    });
    expect(
      standingOf({ newest: 4, kept: 3, trying: { version: 4, boots: 0 } }, versions(3), local),
    ).toMatchObject({
      previous: { version: 3 },
      trial: null,
      facts: [{ version: 4, outcome: 'taken-back', reason: 'invalid' }],
    });
  });

  test('that a failing disk does not tell are not taken back for it', () => {
    const unread = { ...versions(), isUnread: true };
    expect(standingOf({ newest: 4, kept: 4, trying: null }, unread, local)).toEqual({
      previous: local,
      trial: null,
      facts: [],
    });
    const trying = { version: 4, boots: 0 };
    expect(standingOf({ newest: 4, kept: 3, trying }, unread, local)).toEqual({
      previous: local,
      trial: null,
      facts: [],
    });
  });

  test('are counted against their trial with the start after this one', () => {
    const recorded = { newest: 4, kept: 3, trying: { version: 4, boots: 1 } };
    expect(standingOf(beforeThisStart(recorded), versions(3, 4), local).trial).toMatchObject({ version: 4 });
  });

  test('are on trial once more where the journal is lost', () => {
    expect(standingOf({ newest: 0, kept: null, trying: null }, versions(3, 4), local)).toMatchObject({
      previous: { version: 3 },
      trial: { version: 4, isNew: true },
    });
  });
});
