import { messageOf } from '../protocol/errors.ts';
import type { CommandId } from '../protocol/ids.ts';
import type { Clock, Log } from '../protocol/runtime.ts';
import { between, type EpochMilliseconds } from '../protocol/units.ts';
import type { Broker, Store } from './ports.ts';
import type { CommandMade } from './register/commands.ts';

export interface CommandPublisherOptions {
  readonly store: Pick<Store, 'openCommands'>;
  readonly broker: Pick<Broker, 'publish'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A car that was not there, or has not answered, is told again after so long; it acts once all the same (clause 5.2). */
const againMilliseconds = 5_000;

interface Published {
  readonly at: EpochMilliseconds;
  readonly expiresAt: EpochMilliseconds;
}

/** Brings remote commands to their cars, again and again until they are answered or expire (clause 5.2). */
export class CommandPublisher {
  readonly #options: CommandPublisherOptions;
  /** Until they expire. */
  readonly #published = new Map<CommandId, Published>();

  constructor(options: CommandPublisherOptions) {
    this.#options = options;
  }

  async publish({ command, expiresAt, topic, payload }: CommandMade): Promise<void> {
    const { broker, clock } = this.#options;
    const now = clock.wall();
    const before = this.#published.get(command);
    if (before !== undefined && between(before.at, now) < againMilliseconds) return;
    for (const [id, { expiresAt: end }] of this.#published) if (end <= now) this.#published.delete(id);
    this.#published.set(command, { at: now, expiresAt });
    await broker.publish(topic, payload, { retain: false }).catch((thrown: unknown) => {
      this.#published.delete(command);
      throw thrown;
    });
  }

  async publishOpen(): Promise<void> {
    try {
      for (const made of await this.#options.store.openCommands()) await this.publish(made);
    } catch (thrown) {
      this.#options.log.warn({ reason: messageOf(thrown) }, 'commands not published');
    }
  }
}
