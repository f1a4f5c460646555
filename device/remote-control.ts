import { messageOf } from '../protocol/errors.ts';
import type { CommandId } from '../protocol/ids.ts';
import type { Command } from '../protocol/messages/command.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { Clock, Log } from '../protocol/runtime.ts';
import { type EpochMilliseconds, type Milliseconds, shifted } from '../protocol/units.ts';
import type { CarReturn } from './car-return.ts';
import type { Doors } from './doors.ts';
import type { CabinInputs } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { RentalSurroundings } from './surroundings.ts';
import type { Turns } from './time/waiting.ts';
import type { WallTime } from './time/wall-clock.ts';

/** Commands that may wait for their turn at the doors (D13). */
const maxWaiting = 8;

type Outcome = FactOf<'command-done'>['outcome'];

export interface RemoteControlOptions {
  readonly doors: Doors;
  readonly carReturn: CarReturn;
  readonly turns: Turns;
  readonly recorder: Recorder;
  readonly surroundings: Pick<RentalSurroundings, 'missing'>;
  readonly lastLook: () => Promise<void>;
  readonly wallTime: () => WallTime;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
}

/**
 * Whether a command may act now: known time, within its few seconds, and issued since the unit started, which may have acted
 * on an earlier one without a record (clause 5.2).
 */
export function isTimely(
  command: Command,
  { time, quality }: WallTime,
  startedAt: EpochMilliseconds,
): boolean {
  const isKnown = quality === 'gnss' || quality === 'network' || quality === 'rtc';
  return isKnown && startedAt <= command.issuedAt && command.issuedAt <= time && time < command.expiresAt;
}

/** Carries out what the gateway asks: in time, once, with a record of how it went. */
export class RemoteControl {
  readonly #options: RemoteControlOptions;
  readonly #waiting = new Set<CommandId>();
  readonly #startedAt: Milliseconds;

  constructor(options: RemoteControlOptions) {
    this.#options = options;
    this.#startedAt = options.clock.elapsed();
  }

  /** Takes its turn; a command that waits already is not taken twice, one beyond the eighth is refused. */
  take(command: Command): void {
    const { turns } = this.#options;
    if (this.#waiting.has(command.command)) return;
    if (this.#waiting.size >= maxWaiting) {
      this.#refuseBusy(command);
      return;
    }
    this.#waiting.add(command.command);
    void turns.take(async () => {
      await this.#carryOut(command);
      this.#waiting.delete(command.command);
    });
  }

  /** Recorded, so that it is not done later when it comes again. */
  #refuseBusy({ command, action }: Command): void {
    const { recorder, log } = this.#options;
    if (recorder.state.commands.includes(command)) return;
    log.warn({ action }, 'command refused: too many are waiting');
    recorder.record({ kind: 'command-done', command, outcome: 'refused' });
  }

  /** At most once for each id, across boots (clause 5.2). */
  async #carryOut(command: Command): Promise<void> {
    const { recorder, log } = this.#options;
    const { action, command: id } = command;
    if (recorder.state.commands.includes(id)) return;
    const outcome = await this.#outcome(command).catch((thrown: unknown): Outcome => {
      log.error({ action, reason: messageOf(thrown) }, 'command not carried out');
      return 'not-confirmed';
    });
    recorder.record({ kind: 'command-done', command: id, outcome });
    log.info({ action, outcome }, 'command done');
  }

  async #outcome(command: Command): Promise<Outcome> {
    const { doors, wallTime, clock, lastLook } = this.#options;
    const now = wallTime();
    const startedAt = shifted(now.time, this.#startedAt - clock.elapsed());
    if (!isTimely(command, now, startedAt)) return 'expired';
    const inputs = await doors.read();
    if (command.action === 'end') await lastLook();
    switch (command.action) {
      case 'unlock':
        return confirmed(await doors.unlock());
      case 'lock':
        return inputs.ignitionOn ? 'refused' : confirmed(await doors.lock());
      case 'end':
        return this.#end(inputs);
      case 'immobilise':
        return inputs.ignitionOn || doors.motion !== 'standing' ? 'refused' : done(doors.immobilise());
      case 'release':
        return done(doors.release());
    }
  }

  async #end(inputs: CabinInputs): Promise<Outcome> {
    const { recorder, carReturn, surroundings, doors } = this.#options;
    if (recorder.state.rental.kind === 'none' || doors.motion !== 'standing') return 'refused';
    if (surroundings.missing(inputs).length > 0) return 'refused';
    const end = await carReturn.take();
    switch (end.kind) {
      case 'returned':
        return 'done';
      case 'incomplete':
        return 'refused';
      case 'not-confirmed':
        return 'not-confirmed';
    }
  }
}

const confirmed = (inputs: CabinInputs | null): Outcome => (inputs === null ? 'not-confirmed' : 'done');

const done = async (work: Promise<void>): Promise<Outcome> => {
  await work;
  return 'done';
};
