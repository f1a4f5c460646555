import { messageOf } from '../../protocol/errors.ts';
import type { Cancel, Log } from '../../protocol/runtime.ts';
import { software } from '../../protocol/software.ts';
import { milliseconds } from '../../protocol/units.ts';
import type { Gateway } from '../gateway.ts';
import type { Files, ProgramPorts } from './ports.ts';
import { formatRunningState, type RunningState } from './running-state.ts';

const stateEvery = milliseconds(2_000);

/** Where a serving process can be reached. */
export type Reached = Pick<RunningState, 'broker' | 'http'>;

export interface StatePorts extends Pick<ProgramPorts, 'clock' | 'timers'> {
  readonly files: Pick<Files, 'replace' | 'remove'>;
}

/**
 * Writes the state to a file at once and then regularly, each time after the last has been written; what is given back ends
 * it, and resolves once nothing more is written.
 */
export function tellState(
  { clock, timers, files }: StatePorts,
  file: string,
  gateway: Pick<Gateway, 'health'>,
  reached: Reached,
  log: Log,
): () => Promise<void> {
  const startedAt = clock.wall();
  const tell = async (): Promise<void> => {
    const state = { software, ...reached, startedAt, writtenAt: clock.wall(), ingest: gateway.health() };
    await write(files, file, formatRunningState(state)).catch((thrown: unknown) =>
      log.error({ reason: messageOf(thrown) }, 'the state cannot be told'),
    );
    if (!isOver) cancel = timers.after(stateEvery, again);
  };
  const again = (): void => {
    told = tell();
  };
  let isOver = false;
  let cancel: Cancel = () => {};
  let told = tell();
  return () => {
    isOver = true;
    cancel();
    return told;
  };
}

/** On a full disk the old state makes room for the new one; and where not, an old one says that all is well. */
async function write(files: StatePorts['files'], file: string, text: string): Promise<void> {
  try {
    await files.replace(file, text);
  } catch {
    await files.remove(file);
    await files.replace(file, text);
  }
}
