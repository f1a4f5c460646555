import { type Milliseconds, milliseconds } from '../../protocol/units.ts';
import type { UrgentRecord } from '../ingest/urgent-list.ts';
import type { ProgramPorts } from './ports.ts';

const lookEvery: Milliseconds = milliseconds(1_000);
/** Of all that is stored only the latest are looked at; more than these between two looks are told as so many. */
export const mostAtOnce = 1_000;

/** What following needs. */
export interface FollowParts {
  readonly ports: Pick<ProgramPorts, 'timers' | 'output' | 'stopSignal'>;
  /** The latest first, at most so many. */
  readonly latest: (limit: number) => Promise<readonly UrgentRecord[]>;
  /** One line, without its end. */
  readonly lineOf: (record: UrgentRecord) => string;
  /** Told where more came between two looks than are looked at. */
  readonly missed: () => void;
}

/** Writes what comes from now on, the oldest first, until a signal or the end of its reader. */
export async function followAlarms({ ports, latest, lineOf, missed }: FollowParts): Promise<void> {
  const { timers, output, stopSignal } = ports;
  let isOver = false;
  const stopped = stopSignal().then(() => {
    isOver = true;
  });
  let known = new Set((await latest(mostAtOnce)).map(keyOf));
  while (!isOver) {
    await pause(timers, stopped);
    const records = await latest(mostAtOnce);
    const fresh = records.filter((record) => !known.has(keyOf(record))).toReversed();
    if (fresh.length === mostAtOnce) missed();
    for (const record of fresh) if ((await output.write(`${lineOf(record)}\n`)) === 'closed') return;
    known = new Set(records.map(keyOf));
  }
}

async function pause(timers: FollowParts['ports']['timers'], stopped: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = timers.after(lookEvery, resolve);
  await Promise.race([promise, stopped]);
  cancel();
}

const keyOf = ({ car, journal, seq }: UrgentRecord): string => `${car}/${journal}/${seq}`;
