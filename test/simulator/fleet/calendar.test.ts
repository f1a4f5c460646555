import { expect, test } from 'vitest';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { dateAfter, dateOfNextMidnight, localMidnight } from '../../../simulator/fleet/calendar.ts';

const hour = 3_600_000;

test('days are those of Belgium, 23 and 25 hours long when the clock changes', () => {
  expect(localMidnight('2026-06-01', 0)).toBe(Date.UTC(2026, 4, 31, 22));
  expect(localMidnight('2026-03-29', 1) - localMidnight('2026-03-29', 0)).toBe(23 * hour);
  expect(localMidnight('2026-10-25', 1) - localMidnight('2026-10-25', 0)).toBe(25 * hour);
  expect(dateAfter('2026-12-31', 1)).toBe('2027-01-01');
});

test('midnight belongs to the day that it begins', () => {
  const midnight = localMidnight('2026-06-02', 0);
  expect(dateOfNextMidnight(epochMilliseconds(midnight - 1))).toBe('2026-06-02');
  expect(dateOfNextMidnight(midnight)).toBe('2026-06-03');
});
