import type { ObdConfig } from './obd/config.ts';
import { replay } from './obd/replay.ts';
import type { ObdReading } from './obd/state.ts';

export interface ReplayOutcome {
  readonly text: string;
  /** Whether the same commands were written as in the recording. */
  readonly isSame: boolean;
}

/** Plays a recorded OBD dialogue again and says what it tells. @throws {Fault} `trace-malformed` */
export function replayCommand(trace: string, config: ObdConfig, json: boolean): ReplayOutcome {
  const replayed = replay(trace, config);
  const isSame = replayed.difference === null;
  if (json) return { isSame, text: `${JSON.stringify(replayed)}\n` };
  const lines = [
    ...replayed.readings.map((reading) => `${seconds(reading.at)}  ${said(reading)}  (${reading.ecu})`),
    ...replayed.unavailable.map(({ at, what, reason }) => `${seconds(at)}  no ${what}: ${reason}`),
  ].sort();
  return { isSame, text: [...lines, summary(replayed), ''].join('\n') };
}

function summary({ commands, difference }: ReturnType<typeof replay>): string {
  if (difference === null) return `${commands} commands, all as recorded`;
  const { at, recorded = 'nothing', now = 'nothing' } = difference;
  return `differs at ${seconds(at).trim()} s: recorded ${recorded}, now ${now}`;
}

const seconds = (at: number): string => (at / 1000).toFixed(3).padStart(12);

function said(reading: ObdReading): string {
  const { kind, at: _, ecu: __, ...values } = reading;
  const told = Object.entries(values).map(([name, value]) => `${name} ${value}`);
  return `${kind}: ${told.join(', ')}`;
}
