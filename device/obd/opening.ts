import { milliseconds } from '../../protocol/units.ts';
import type { ObdConfig } from './config.ts';
import type { SessionEffect, SessionState, Step } from './state.ts';
import { cancelTimers, followedBy, setTimer, tell, unchanged } from './step.ts';

/** The backoff grows to 2⁶ times its base. */
const mostDoublings = 6;

/** Asks for the line. */
export const openLine = (state: SessionState, { speeds }: ObdConfig): Step => ({
  state: { ...state, line: { kind: 'opening' } },
  effects: [{ kind: 'open', speed: speeds[state.speed] }],
});

/** Ends it all, until `start`. */
export function stopLine(state: SessionState): Step {
  const held = state.line.kind === 'open' || state.line.kind === 'opening';
  const close: readonly SessionEffect[] = held ? [{ kind: 'close' }] : [];
  return {
    state: { ...state, line: { kind: 'stopped' } },
    effects: [...close, ...cancelTimers('reply', 'poll', 'reopen')],
  };
}

/** The line could not be opened, or has gone. */
export function lineClosed(state: SessionState, detail: string, spread: number, config: ObdConfig): Step {
  if (state.line.kind !== 'opening' && state.line.kind !== 'open') return unchanged(state);
  const effects = [tell({ what: 'line', reason: 'line-closed', detail })];
  return followedBy({ state, effects }, (next) => backoff(next, spread, config));
}

/** Waits before the next attempt to open: between half and all of the backoff, by `spread` in [0, 1]. */
export function backoff(state: SessionState, spread: number, config: ObdConfig): Step {
  const longestMs = config.reopenMs * 2 ** Math.min(state.openAttempts, mostDoublings);
  const delay = milliseconds(Math.round(longestMs * (0.5 + spread / 2)));
  return {
    state: { ...state, openAttempts: state.openAttempts + 1, line: { kind: 'waiting' } },
    effects: [...cancelTimers('reply', 'poll'), setTimer('reopen', delay)],
  };
}
