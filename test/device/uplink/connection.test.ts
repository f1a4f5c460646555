import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from '../../../device/uplink/backoff.ts';
import {
  type Connection,
  type ConnectionInput,
  connectionTransition,
} from '../../../device/uplink/connection.ts';

const input = (kind: ConnectionInput['kind']): ConnectionInput => ({ kind });
const stepOf = (connection: Connection, kind: ConnectionInput['kind']) =>
  connectionTransition(connection, input(kind));

describe('where the car stands with its broker', () => {
  it('connects once, greets when connected', () => {
    expect(stepOf({ kind: 'stopped' }, 'start')).toEqual({
      connection: { kind: 'connecting', failures: 0 },
      effects: [{ kind: 'connect' }],
    });
    expect(stepOf({ kind: 'online' }, 'start').effects).toEqual([]);
    expect(stepOf({ kind: 'connecting', failures: 3 }, 'connected')).toEqual({
      connection: { kind: 'online' },
      effects: [{ kind: 'greet' }],
    });
  });

  it('waits longer after each failure, and shortly after a session', () => {
    expect(stepOf({ kind: 'connecting', failures: 3 }, 'lost')).toEqual({
      connection: { kind: 'waiting', failures: 4 },
      effects: [{ kind: 'wait', failures: 4 }],
    });
    expect(stepOf({ kind: 'online' }, 'lost').effects).toEqual([{ kind: 'wait', failures: 0 }]);
    expect(stepOf({ kind: 'waiting', failures: 4 }, 'timer').connection).toEqual({
      kind: 'connecting',
      failures: 4,
    });
  });

  it('once stopped does nothing but start', () => {
    for (const kind of ['connected', 'lost', 'timer'] as const)
      expect(stepOf({ kind: 'stopped' }, kind)).toEqual({ connection: { kind: 'stopped' }, effects: [] });
    expect(stepOf({ kind: 'online' }, 'stop').effects).toEqual([{ kind: 'disconnect' }]);
  });
});

describe('the pause before the next attempt (D13)', () => {
  it('is a random half to whole of 1 s, doubled with each failure up to 5 minutes', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (failures, part) => {
          const full = Math.min(300_000, 1_000 * 2 ** failures);
          expect(backoff(failures, part)).toBeGreaterThanOrEqual(full / 2);
          expect(backoff(failures, part)).toBeLessThanOrEqual(full);
        },
      ),
    );
    expect([backoff(0, 0), backoff(1, 0), backoff(9, 0)]).toEqual([500, 1_000, 150_000]);
  });
});
