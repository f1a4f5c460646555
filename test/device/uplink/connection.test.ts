import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoff } from '../../../device/uplink/backoff.ts';
import {
  type Connection,
  type ConnectionEffect,
  type ConnectionInput,
  connectionTransition,
  type LossCause,
} from '../../../device/uplink/connection.ts';
import { milliseconds } from '../../../protocol/units.ts';

const at = milliseconds;
const none = { failures: 0, cutShort: 0 };
const online = (since = 0, tries = none, isGreeted = true): Connection => ({
  kind: 'online',
  since: at(since),
  isGreeted,
  ...tries,
});
const lost = (time: number, cause: LossCause): ConnectionInput => ({ kind: 'lost', at: at(time), cause });

/** A session after the other, each of so many seconds; what the last one led to. */
function afterSessions(cause: LossCause, ...seconds: readonly number[]) {
  let connection: Connection = { kind: 'connecting', ...none };
  let effects: readonly ConnectionEffect[] = [];
  let time = 0;
  const take = (input: ConnectionInput): void => {
    const step = connectionTransition(connection, input);
    connection = step.connection;
    effects = step.effects;
  };
  for (const length of seconds) {
    take({ kind: 'timer' });
    take({ kind: 'connected', at: at(time) });
    take({ kind: 'greeted' });
    time += length * 1_000;
    take(lost(time, cause));
  }
  return { connection, effects };
}

describe('where the car stands with its broker', () => {
  it('connects once, greets when connected', () => {
    expect(connectionTransition({ kind: 'stopped' }, { kind: 'start' })).toEqual({
      connection: { kind: 'connecting', ...none },
      effects: [{ kind: 'connect' }],
    });
    expect(connectionTransition(online(), { kind: 'start' }).effects).toEqual([]);
    const connecting = { kind: 'connecting', failures: 3, cutShort: 1 } as const;
    expect(connectionTransition(connecting, { kind: 'connected', at: at(7) })).toEqual({
      connection: online(7, { failures: 3, cutShort: 1 }, false),
      effects: [{ kind: 'greet' }],
    });
  });

  it('waits longer after each attempt, and after each session that took no greeting', () => {
    const connecting = { kind: 'connecting', failures: 3, cutShort: 0 } as const;
    expect(connectionTransition(connecting, lost(0, 'network'))).toEqual({
      connection: { kind: 'waiting', failures: 4, cutShort: 0 },
      effects: [{ kind: 'wait', failures: 4 }],
    });
    expect(
      connectionTransition(online(0, { failures: 3, cutShort: 0 }, false), lost(1, 'silent')).effects,
    ).toEqual([{ kind: 'wait', failures: 4 }]);
  });

  it('is back soon where the network was at fault, or the session had lasted', () => {
    const tries = { failures: 3, cutShort: 0 };
    expect(connectionTransition(online(0, tries), lost(1_000, 'network')).effects).toEqual([
      { kind: 'wait', failures: 0 },
    ]);
    expect(connectionTransition(online(0, tries), lost(600_000, 'broker')).effects).toEqual([
      { kind: 'wait', failures: 0 },
    ]);
    expect(connectionTransition(online(0, tries), lost(599_999, 'silent')).effects).toEqual([
      { kind: 'wait', failures: 4 },
    ]);
  });

  it('once stopped does nothing but start', () => {
    for (const input of [
      { kind: 'connected', at: at(0) },
      { kind: 'greeted' },
      { kind: 'steady' },
      { kind: 'timer' },
      lost(0, 'network'),
    ] as const)
      expect(connectionTransition({ kind: 'stopped' }, input)).toEqual({
        connection: { kind: 'stopped' },
        effects: [],
      });
    expect(connectionTransition(online(), { kind: 'stop' }).effects).toEqual([{ kind: 'disconnect' }]);
  });
});

describe('another client of the same name (MQTT-3.1.4-2)', () => {
  it('is told when the broker has ended three sessions within a minute each', () => {
    expect(afterSessions('broker', 1, 2).effects).toEqual([{ kind: 'wait', failures: 2 }]);
    expect(afterSessions('broker', 1, 2, 59).effects).toEqual([
      { kind: 'taken-over' },
      { kind: 'wait', failures: 3 },
    ]);
    expect(afterSessions('broker', 1, 2, 4, 8).effects).toEqual([{ kind: 'wait', failures: 4 }]);
  });

  it('is not what a network is that comes and goes, nor a broker that answers nothing', () => {
    expect(afterSessions('network', 1, 1, 1, 1).effects).toEqual([{ kind: 'wait', failures: 0 }]);
    expect(afterSessions('silent', 30, 30, 30, 30).effects).toEqual([{ kind: 'wait', failures: 4 }]);
  });

  it('is over once a session has lasted', () => {
    const taken = online(0, { failures: 5, cutShort: 3 });
    expect(connectionTransition(taken, { kind: 'steady' })).toEqual({
      connection: online(0),
      effects: [{ kind: 'own-again' }],
    });
    expect(connectionTransition(online(), { kind: 'steady' }).effects).toEqual([]);
  });

  it('and this one do not take the session from each other all the time', () => {
    const end = 3_600_000;
    const units: Connection[] = [
      { kind: 'connecting', ...none },
      { kind: 'connecting', ...none },
    ];
    const due = [0, 400];
    let connects = 0;
    for (;;) {
      const mine = (due[0] ?? 0) <= (due[1] ?? 0) ? 0 : 1;
      const time = due[mine] ?? 0;
      if (time > end) break;
      connects++;
      const other = 1 - mine;
      for (const input of [
        { kind: 'timer' },
        { kind: 'connected', at: at(time) },
        { kind: 'greeted' },
      ] as const)
        units[mine] = connectionTransition(units[mine] ?? { kind: 'stopped' }, input).connection;
      due[mine] = Number.POSITIVE_INFINITY;
      const step = connectionTransition(units[other] ?? { kind: 'stopped' }, lost(time, 'broker'));
      if (step.connection.kind !== 'waiting' || due[other] !== Number.POSITIVE_INFINITY) continue;
      units[other] = step.connection;
      due[other] = time + backoff(step.connection.failures, 0.5);
    }
    expect(connects).toBeLessThan(40);
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
