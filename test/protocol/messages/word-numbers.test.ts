import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wordField } from '../../../protocol/messages/fields.ts';
import {
  actions,
  alarmNames,
  checklistItems,
  clockQualities,
  noteStandings,
  odometerSources,
  verdicts,
  zoneVerdicts,
} from '../../../protocol/messages/words.ts';

describe.each([
  ['actions', actions],
  ['alarm names', alarmNames],
  ['checklist items', checklistItems],
  ['clock qualities', clockQualities],
  ['note standings', noteStandings],
  ['odometer sources', odometerSources],
  ['verdicts', verdicts],
  ['zone verdicts', zoneVerdicts],
] as const)('%s', (_, words) => {
  const field = wordField<Readonly<Record<string, number>>>(words);

  it('stand for numbers of their own', () => {
    expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length);
  });

  it('are read from exactly their numbers', () => {
    for (let number = 0; number < 64; number++) {
      const word = Object.entries(words).find(([, its]) => its === number)?.[0];
      const read = field.safeParse(number);
      expect(read.success ? read.data : undefined, String(number)).toBe(word);
    }
  });

  it('are not written where they have no number', () => {
    expect(z.safeEncode(field, 'no such word').success).toBe(false);
    expect(z.safeEncode(field, 'constructor').success).toBe(false);
  });
});
