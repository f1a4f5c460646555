import { between, type Milliseconds } from '../../protocol/units.ts';

interface Tries {
  /** Attempts and sessions in a row that came to nothing. */
  readonly failures: number;
  /** Sessions in a row that the broker ended soon after it had taken the car's greeting. */
  readonly cutShort: number;
}

/** Where the car stands with its broker. */
export type Connection =
  | { readonly kind: 'stopped' }
  | ({ readonly kind: 'connecting' } & Tries)
  /** Until the timer. */
  | ({ readonly kind: 'waiting' } & Tries)
  | ({ readonly kind: 'online'; readonly since: Milliseconds; readonly isGreeted: boolean } & Tries);

/**
 * How a session ended, or never began. `broker`: closed by the other end, though it had answered everything. `silent`: a
 * call had no good answer. `network`: all else.
 */
export type LossCause = 'network' | 'broker' | 'silent';

export type ConnectionInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'connected'; readonly at: Milliseconds }
  /** The broker has acknowledged the greeting. */
  | { readonly kind: 'greeted' }
  | { readonly kind: 'lost'; readonly at: Milliseconds; readonly cause: LossCause }
  /** The session has lasted for `steadyMilliseconds`. */
  | { readonly kind: 'steady' }
  | { readonly kind: 'timer' }
  | { readonly kind: 'stop' };

/** `taken-over`: another client uses the car's name; `own-again`: not any more. */
export type ConnectionEffect =
  | { readonly kind: 'connect' }
  | { readonly kind: 'wait'; readonly failures: number }
  | { readonly kind: 'greet' }
  | { readonly kind: 'disconnect' }
  | { readonly kind: 'taken-over' }
  | { readonly kind: 'own-again' };

export interface ConnectionStep {
  readonly connection: Connection;
  readonly effects: readonly ConnectionEffect[];
}

/** A session that lasts so long is a good one. */
export const steadyMilliseconds = 600_000;
/** One that its broker ends sooner was cut short: another client with the same name takes it over (MQTT-3.1.4-2). */
const shortMilliseconds = 60_000;
/** So many in a row are no accident. */
const mostCutShort = 3;

const fresh: Tries = { failures: 0, cutShort: 0 };

/**
 * One session at a time; a lost one is followed by another after a pause. The pause grows until a session has lasted, so
 * that two units of one name do not take their session from each other all the time; only the network's faults are
 * forgiven at once.
 */
export function connectionTransition(connection: Connection, input: ConnectionInput): ConnectionStep {
  switch (input.kind) {
    case 'stop':
      return { connection: { kind: 'stopped' }, effects: [{ kind: 'disconnect' }] };
    case 'start':
      return connection.kind === 'stopped' ? connecting(fresh) : unchanged(connection);
    case 'timer':
      return connection.kind === 'waiting' ? connecting(connection) : unchanged(connection);
    case 'connected':
      if (connection.kind !== 'connecting') return unchanged(connection);
      return {
        connection: { ...connection, kind: 'online', since: input.at, isGreeted: false },
        effects: [{ kind: 'greet' }],
      };
    case 'greeted':
      return unchanged(connection.kind === 'online' ? { ...connection, isGreeted: true } : connection);
    case 'steady':
      return steady(connection);
    case 'lost':
      return lost(connection, input);
  }
}

const unchanged = (connection: Connection): ConnectionStep => ({ connection, effects: [] });

const connecting = ({ failures, cutShort }: Tries): ConnectionStep => ({
  connection: { kind: 'connecting', failures, cutShort },
  effects: [{ kind: 'connect' }],
});

function steady(connection: Connection): ConnectionStep {
  if (connection.kind !== 'online') return unchanged(connection);
  return {
    connection: { ...connection, ...fresh },
    effects: connection.cutShort >= mostCutShort ? [{ kind: 'own-again' }] : [],
  };
}

function lost(connection: Connection, input: Extract<ConnectionInput, { kind: 'lost' }>): ConnectionStep {
  if (connection.kind === 'stopped' || connection.kind === 'waiting') return unchanged(connection);
  const { failures, cutShort } = afterLoss(connection, input);
  const wait = { kind: 'wait', failures } as const;
  const isTakenOver = cutShort >= mostCutShort && connection.cutShort < mostCutShort;
  return {
    connection: { kind: 'waiting', failures, cutShort },
    effects: isTakenOver ? [{ kind: 'taken-over' }, wait] : [wait],
  };
}

function afterLoss(
  connection: Extract<Connection, { kind: 'connecting' | 'online' }>,
  { at, cause }: Extract<ConnectionInput, { kind: 'lost' }>,
): Tries {
  const { failures, cutShort } = connection;
  if (connection.kind === 'connecting' || !connection.isGreeted) return { failures: failures + 1, cutShort };
  const lasted = between(connection.since, at);
  if (lasted >= steadyMilliseconds) return fresh;
  if (cause === 'network') return { failures: 0, cutShort };
  const isShort = cause === 'broker' && lasted < shortMilliseconds;
  return { failures: failures + 1, cutShort: isShort ? Math.min(mostCutShort, cutShort + 1) : cutShort };
}
