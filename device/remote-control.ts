import { messageOf } from '../protocol/errors.ts';
import type { Command } from '../protocol/messages/command.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { Log } from '../protocol/runtime.ts';
import type { Doors } from './doors.ts';
import type { Logbook } from './logbook.ts';
import type { CabinInputs } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { missingAtEnd } from './rental/checklist.ts';
import type { Turns } from './time/waiting.ts';
import type { WallTime } from './time/wall-clock.ts';

type Outcome = FactOf<'command-done'>['outcome'];

export interface RemoteControlOptions {
  readonly doors: Doors;
  readonly turns: Turns;
  readonly recorder: Recorder;
  readonly logbook: Logbook;
  readonly wallTime: () => WallTime;
  readonly log: Log;
}

/** Whether a command may act now: known time, within its few seconds (clause 5.2). */
export function isTimely(command: Command, { time, quality }: WallTime): boolean {
  const isKnown = quality === 'gnss' || quality === 'network' || quality === 'rtc';
  return isKnown && time < command.expiresAt;
}

/** Carries out what the gateway asks: in time, once, with a record of how it went. */
export class RemoteControl {
  readonly #options: RemoteControlOptions;

  constructor(options: RemoteControlOptions) {
    this.#options = options;
  }

  take(command: Command): void {
    const { turns, recorder, log } = this.#options;
    void turns.take(async () => {
      if (recorder.state.commands.includes(command.command)) return;
      const outcome = await this.#outcome(command).catch((thrown: unknown): Outcome => {
        log.error({ action: command.action, reason: messageOf(thrown) }, 'command not carried out');
        return 'not-confirmed';
      });
      recorder.record({ kind: 'command-done', command: command.command, outcome });
      log.info({ action: command.action, outcome }, 'command done');
    });
  }

  async #outcome(command: Command): Promise<Outcome> {
    const { doors, wallTime } = this.#options;
    if (!isTimely(command, wallTime())) return 'expired';
    const inputs = await doors.read();
    switch (command.action) {
      case 'unlock':
        return confirmed(await doors.unlock());
      case 'lock':
        return inputs.ignitionOn ? 'refused' : confirmed(await doors.lock());
      case 'end':
        return this.#end(inputs);
      case 'immobilise':
        return inputs.ignitionOn ? 'refused' : done(doors.immobilise());
      case 'release':
        return done(doors.release());
    }
  }

  async #end(inputs: CabinInputs): Promise<Outcome> {
    const { doors, recorder, logbook, wallTime } = this.#options;
    const { rental } = recorder.state;
    if (rental.kind === 'none' || missingAtEnd(inputs).length > 0) return 'refused';
    if ((await doors.lock()) === null) return 'not-confirmed';
    const { time, quality } = wallTime();
    logbook.closeRental(rental, { at: time, quality }, 'ended');
    return done(doors.immobilise());
  }
}

const confirmed = (inputs: CabinInputs | null): Outcome => (inputs === null ? 'not-confirmed' : 'done');

const done = async (work: Promise<void>): Promise<Outcome> => {
  await work;
  return 'done';
};
