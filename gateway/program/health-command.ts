import type { Command } from 'commander';
import { Fault } from '../../protocol/errors.ts';
import { between, type EpochMilliseconds } from '../../protocol/units.ts';
import { localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { Figures } from '../ports.ts';
import { answer, asOperator } from './answer.ts';
import { readHome } from './home.ts';
import { type Given, onData } from './options.ts';
import type { ProgramPorts } from './ports.ts';
import { parseRunningState, type RunningState } from './running-state.ts';

/** A process that has not said anything for so long is stuck; it speaks every two seconds. */
const longestSilenceMilliseconds = 10_000;

/** How a gateway does. */
export interface Health {
  readonly state: 'green' | 'red';
  /** Why it is red. */
  readonly reason: string | null;
  /** What the serving process last said; null where none serves. */
  readonly running: RunningState | null;
  /** What the database holds; null where it cannot be read. */
  readonly figures: Figures | null;
  /** Why the database cannot be read; null where it can. */
  readonly storageFault: string | null;
}

/** `health`. */
export function addHealthCommand(program: Command, ports: ProgramPorts): void {
  onData(program.command('health'))
    .summary('say how the gateway does')
    .description(
      'Say how the gateway does that serves on this data, and what its database holds. Exit status 0: green; 1: red.',
    )
    .action(async (given: Given) => {
      const { files } = await readHome(ports, given.data);
      const stored = await storedOf(ports, given);
      const isRunning = ports.files.isLocked(files.lock);
      const text = isRunning ? await ports.files.read(files.state) : null;
      const running = text === null ? null : parseRunningState(text);
      const verdict = verdictOf(isRunning, running, ports.clock.wall());
      const health: Health = { ...verdictWith(stored, verdict), running, ...stored };
      await answer(ports, given, health, healthText);
      if (health.state === 'red') ports.setExitStatus(1);
    });
}

type Stored = Pick<Health, 'figures' | 'storageFault'>;
type Verdict = Pick<Health, 'state' | 'reason'>;

/** What a person is to put right in the files is no state of health. @throws {Fault} then. */
async function storedOf(ports: ProgramPorts, given: Given): Promise<Stored> {
  try {
    return { figures: await asOperator(ports, given, (operator) => operator.figures()), storageFault: null };
  } catch (thrown) {
    if (!(thrown instanceof Fault && isOfStorage(thrown))) throw thrown;
    return { figures: null, storageFault: thrown.message };
  }
}

const isOfStorage = ({ code }: Fault): boolean => code === 'database-failed' || code === 'database-unusable';

/** A database that cannot be read is red, whatever the serving process last said. */
export const verdictWith = ({ storageFault }: Stored, verdict: Verdict): Verdict =>
  storageFault === null || verdict.state === 'red' ? verdict : { state: 'red', reason: storageFault };

/** Green is a process that holds the lock, speaks, and stores. */
export function verdictOf(isRunning: boolean, running: RunningState | null, now: EpochMilliseconds): Verdict {
  if (!isRunning) return { state: 'red', reason: 'no gateway is serving on this data' };
  if (running === null) return { state: 'red', reason: untold };
  if (between(running.writtenAt, now) > longestSilenceMilliseconds)
    return { state: 'red', reason: silentSince(running.writtenAt) };
  return { state: running.ingest.state, reason: running.ingest.reason };
}

const untold = 'the gateway is starting, or the disk of its data is full';
const silentSince = (time: EpochMilliseconds): string =>
  `the gateway has said nothing since ${localTime(time)}: it is stuck, or the disk of its data is full or read-only`;

/** As a person reads it. */
export function healthText({ state, reason, running, figures, storageFault }: Health): string {
  return columns([
    ['health', reason === null ? state : `${state}: ${reason}`],
    ...(running === null ? [] : runningRows(running)),
    ...(storageFault === null ? [] : [['storage', storageFault]]),
    ...(figures === null ? [] : storedRows(figures)),
  ]);
}

const storedRows = ({ records, duplicates, rejected, quarantined }: Figures): string[][] => [
  ['records', `${records} stored, ${duplicates} duplicates dropped`],
  ['set aside', `${rejected} rejected, ${quarantined} quarantined`],
];

const runningRows = ({ broker, http, startedAt, ingest }: RunningState): string[][] => [
  ['broker', `${broker} since ${localTime(startedAt)}`],
  ...(http === null ? [] : [['http', http]]),
  ['last commit', ingest.lastCommitAt === null ? 'none since then' : localTime(ingest.lastCommitAt)],
  ['waiting', `${ingest.waitingMessages} messages, ${ingest.waitingBytes} bytes`],
];
