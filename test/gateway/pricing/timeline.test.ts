import { describe, expect, it } from 'vitest';
import { bill, errorOf, linesOf } from './bill.ts';
import { rental } from './rental-json.ts';

const invalid = (field: string) => ({ code: 'invalid-rental', message: expect.stringContaining(field) });

describe('grid (T3)', () => {
  it.each([
    ['reservation.start', '2026-05-05T10:05Z', '2026-05-05T12:00Z'],
    ['reservation.start', '2026-05-05T10:00:00.001Z', '2026-05-05T12:00Z'],
    ['reservation.end', '2026-05-05T10:00Z', '2026-05-05T12:10Z'],
    ['reservation.end', '2026-05-05T10:00Z', '2026-05-05T10:45Z'],
    ['reservation.end', '2026-05-05T10:00Z', '2026-06-04T10:15Z'],
    ['reservation.end', '2026-05-05T10:00Z', '2026-05-05T09:00Z'],
  ])('%s is wrong from %s to %s', (field, start, end) => {
    expect(errorOf(rental(start, end))).toEqual(invalid(field));
  });

  it.each([
    ['2026-05-05T10:00Z', '2026-05-05T11:00Z'],
    ['2026-05-05T10:00Z', '2026-06-04T10:00Z'],
  ])('exactly an hour and exactly 30 days are allowed: %s to %s', (start, end) => {
    expect(errorOf(rental(start, end))).toBeUndefined();
  });

  it('30 days are elapsed time, also over a clock change', () => {
    expect(errorOf(rental('2026-03-15T10:00+01:00', '2026-04-14T11:00+02:00'))).toBeUndefined();
    expect(errorOf(rental('2026-03-15T10:00+01:00', '2026-04-14T11:15+02:00'))).toEqual(
      invalid('reservation.end'),
    );
  });

  it.each(['2026-05-05T12:10Z', '2026-05-05T10:45Z', '2026-06-04T10:15Z'])(
    'a changed end must lie on it: %s',
    (end) => {
      const changes = [{ at: '2026-05-04T09:00Z', end }];
      expect(errorOf(rental('2026-05-05T10:00Z', '2026-05-05T12:00Z', { changes }))).toEqual(
        invalid('changes[0].end'),
      );
    },
  );

  it('an end of an extension that does not count must lie on it too', () => {
    const changes = [{ at: '2026-05-05T13:00Z', end: '2026-05-05T15:10Z' }];
    expect(errorOf(rental('2026-05-05T10:00Z', '2026-05-05T12:00Z', { changes }))).toEqual(
      invalid('changes[0].end'),
    );
  });

  it.each([
    ['2026-05-05T11:00:00Z', 'time.hour 1 x 235 = 235'],
    ['2026-05-05T11:00:00.0000001Z', 'time.hour 1.25 x 235 = 294'],
    ['2026-05-05T11:00:01Z', 'time.hour 1.25 x 235 = 294'],
    ['2026-05-05T11:15:00+00:00', 'time.hour 1.25 x 235 = 294'],
  ])('a return at %s counts to the next quarter-hour', (returnedAt, line) => {
    expect(linesOf('time.hour', rental('2026-05-05T10:00Z', '2026-05-05T12:00Z', { returnedAt }))).toEqual([
      line,
    ]);
  });
});

describe('changing the end (T8)', () => {
  const start = '2026-05-05T10:00Z';
  const end = '2026-05-05T14:00Z';
  const changed = (changes: { at: string; end: string; hinders?: boolean }[], details = {}) =>
    rental(start, end, { changes, ...details });

  it.each([
    ['2026-05-04T10:00:00Z', ['time.hour 2 x 235 = 470']],
    ['2026-05-04T10:00:00.001Z', ['time.hour 2 x 235 = 470', 'time.shortened 1 x 141 = 141']],
    ['2026-05-05T11:59:00Z', ['time.hour 2 x 235 = 470', 'time.shortened 1 x 141 = 141']],
  ])('shortening at %s: free until exactly 24 h before the start', (at, lines) => {
    expect(bill(changed([{ at, end: '2026-05-05T12:00Z' }]))).toEqual(lines);
  });

  it('each shortening has a line of its own', () => {
    const changes = [
      { at: '2026-05-05T08:00Z', end: '2026-05-05T13:00Z' },
      { at: '2026-05-05T09:00Z', end: '2026-05-05T12:00Z' },
    ];
    expect(linesOf('time.shortened', changed(changes))).toEqual([
      'time.shortened 1 x 71 = 71',
      'time.shortened 1 x 71 = 71',
    ]);
  });

  it('an extension asked at the very end counts, one asked after it does not', () => {
    const extended = (at: string) => linesOf('time.hour', changed([{ at, end: '2026-05-05T15:00Z' }]));
    expect(extended('2026-05-05T14:00:00Z')).toEqual(['time.hour 5 x 235 = 1175']);
    expect(extended('2026-05-05T14:00:00.001Z')).toEqual(['time.hour 4 x 235 = 940']);
  });

  it('the first extension that hinders fixes E0; later ones belong to it', () => {
    const changes = [
      { at: '2026-05-05T11:00Z', end: '2026-05-05T15:00Z' },
      { at: '2026-05-05T12:00Z', end: '2026-05-05T16:00Z', hinders: true },
      { at: '2026-05-05T13:00Z', end: '2026-05-05T17:00Z' },
      { at: '2026-05-05T13:30Z', end: '2026-05-05T18:00Z', hinders: true },
    ];
    expect(bill(changed(changes, { returnedAt: '2026-05-05T18:00Z' }))).toEqual([
      'time.hour 5 x 235 = 1175',
      'late.announced-hours 3 x 470 = 1410',
      'late.announced-fee 1 x 1500 = 1500',
    ]);
  });

  it('an extension that does not count hinders nobody', () => {
    const changes = [{ at: '2026-05-05T14:30Z', end: '2026-05-05T16:00Z', hinders: true }];
    expect(linesOf('late', changed(changes, { returnedAt: '2026-05-05T15:00Z' }))).toEqual([
      'late.unannounced-hours 1 x 2350 = 2350',
      'late.unannounced-fee 1 x 2500 = 2500',
    ]);
  });

  it('the end that holds named again changes nothing', () => {
    expect(bill(changed([{ at: '2026-05-05T12:00Z', end, hinders: true }], { returnedAt: end }))).toEqual([
      'time.hour 4 x 235 = 940',
    ]);
  });

  it('a shortening before a cancellation keeps its line', () => {
    const changes = [{ at: '2026-05-05T08:00Z', end: '2026-05-05T12:00Z' }];
    expect(bill(changed(changes, { cancelledAt: '2026-05-05T09:00Z' }))).toEqual([
      'time.cancelled 1 x 141 = 141',
      'time.shortened 1 x 141 = 141',
    ]);
  });
});
