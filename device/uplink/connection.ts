/** Where the car stands with its broker. */
export type Connection =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'connecting'; readonly failures: number }
  /** Until the timer. */
  | { readonly kind: 'waiting'; readonly failures: number }
  | { readonly kind: 'online' };

export type ConnectionInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'connected' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'timer' }
  | { readonly kind: 'stop' };

export type ConnectionEffect =
  | { readonly kind: 'connect' }
  | { readonly kind: 'wait'; readonly failures: number }
  | { readonly kind: 'greet' }
  | { readonly kind: 'disconnect' };

export interface ConnectionStep {
  readonly connection: Connection;
  readonly effects: readonly ConnectionEffect[];
}

/** One session at a time; a lost one is followed by another after a growing pause, however it was lost. */
export function connectionTransition(connection: Connection, input: ConnectionInput): ConnectionStep {
  switch (input.kind) {
    case 'stop':
      return { connection: { kind: 'stopped' }, effects: [{ kind: 'disconnect' }] };
    case 'start':
      return connection.kind === 'stopped' ? connecting(0) : unchanged(connection);
    case 'timer':
      return connection.kind === 'waiting' ? connecting(connection.failures) : unchanged(connection);
    case 'connected':
      return connection.kind === 'connecting'
        ? { connection: { kind: 'online' }, effects: [{ kind: 'greet' }] }
        : unchanged(connection);
    case 'lost':
      return lost(connection);
  }
}

const unchanged = (connection: Connection): ConnectionStep => ({ connection, effects: [] });

const connecting = (failures: number): ConnectionStep => ({
  connection: { kind: 'connecting', failures },
  effects: [{ kind: 'connect' }],
});

function lost(connection: Connection): ConnectionStep {
  if (connection.kind === 'stopped' || connection.kind === 'waiting') return unchanged(connection);
  const failures = connection.kind === 'connecting' ? connection.failures + 1 : 0;
  return { connection: { kind: 'waiting', failures }, effects: [{ kind: 'wait', failures }] };
}
