import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMoment } from '../../../gateway/pricing/moment.ts';

describe('parseMoment (RFC 3339, T15)', () => {
  it.each([
    ['2026-04-01T10:00Z', '2026-04-01T10:00:00.000Z'],
    ['2026-04-01T10:00:30+02:00', '2026-04-01T08:00:30.000Z'],
    ['2026-03-31T23:30:00.25-05:45', '2026-04-01T05:15:00.250Z'],
    ['2024-02-29t12:00:00z', '2024-02-29T12:00:00.000Z'],
    ['2026-04-01T10:00:00-00:00', '2026-04-01T10:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(parseMoment(text)).toBe(Date.parse(instant));
  });

  it('keeps what is finer than a millisecond between its neighbours', () => {
    expect(parseMoment('1970-01-01T00:00:00.0010000001Z')).toBe(1.5);
    expect(parseMoment('1970-01-01T00:00:00.0010000000Z')).toBe(1);
  });

  it.each([
    '',
    '2026-04-01',
    '2026-04-01T10:00',
    '2026-04-01 10:00Z',
    '2026-4-1T10:00Z',
    '2026-04-31T10:00Z',
    '2025-02-29T10:00Z',
    '2100-02-29T10:00Z',
    '2026-13-01T10:00Z',
    '2026-00-01T10:00Z',
    '2026-04-00T10:00Z',
    '2026-04-01T24:00Z',
    '2026-04-01T10:60Z',
    '2026-04-01T10:00:60Z',
    '2026-04-01T10:00:00.Z',
    '2026-04-01T10:00+24:00',
    '2026-04-01T10:00+02:60',
    '2026-04-01T10:00+0200',
    '2026-04-01T10:00Z ',
  ])('refuses %j', (text) => {
    expect(parseMoment(text)).toBeUndefined();
  });

  it('agrees with Temporal on every instant', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          expect(parseMoment(date.toISOString())).toBe(
            Temporal.Instant.from(date.toISOString()).epochMilliseconds,
          );
        },
      ),
    );
  });
});
