import { messageOf } from '../protocol/errors.ts';
import { milliseconds } from '../protocol/units.ts';
import type { BootOrder } from './boot.ts';
import type { DevicePorts } from './ports.ts';
import { pause, Turns } from './time/waiting.ts';

/** Between attempts to begin a new journal on a disk that fails. */
const retryAfter = milliseconds(10_000);

/** What a unit holds in memory until disk or gateway have taken it, each within a bound of its own (D13). */
export interface Backlog {
  /** Of records that the disk has not. */
  readonly unsyncedBytes: number;
  /** Of the newest records that it has, so that they are not read to be sent. */
  readonly cachedBytes: number;
  readonly samples: number;
  /** Records that go before their turn. */
  readonly urgentRecords: number;
  /** Records that were sent and have no receipt, of the journal that has most of them. */
  readonly unreceiptedRecords: number;
}

/** The unit in one car. */
export interface Device {
  /** Takes up where the last boot stopped. @throws {Fault} `journal-version-unknown` */
  start(): Promise<void>;
  /** Signs and stores what is open, says goodbye to the gateway, and ends. */
  stop(): Promise<void>;
  /**
   * Resolves once the journal has answered for all that was recorded before the call: it is on disk, or the disk refuses it,
   * which is told elsewhere and no reason to lose what waits in memory. A journal that hangs never answers.
   */
  pulse(): Promise<void>;
  /** Whether the gateway has a receipt out for every record on disk. */
  readonly isDelivered: boolean;
  /** Records on disk, in the journal being written and in those before it that are still kept. */
  readonly recordsWritten: number;
  /** Null while it is not started. */
  readonly backlog: Backlog | null;
}

/** A unit at work on one journal. */
export interface Unit {
  readonly isDelivered: boolean;
  readonly recordsWritten: number;
  readonly backlog: Backlog;
  /** As of a `Device`. */
  pulse(): Promise<void>;
  /** Signs and stores what is open, says goodbye to the gateway, and ends; whatever fails goes to the log. */
  stop(): Promise<void>;
}

/** Boots a unit and sets it to work; with `again` it asks to be ended and begun anew so. */
export type Begin = (order: BootOrder, again: (order: BootOrder) => void) => Promise<Unit>;

/** Starts a unit, stops it, and starts it anew where a tail was lost, or the disk can be read after all (D6). */
export function lifeCycle({ timers, log }: Pick<DevicePorts, 'timers' | 'log'>, boots: Begin): Device {
  const turns = new Turns();
  let isWanted = false;
  let unit: Unit | null = null;

  const begin = async (order: BootOrder): Promise<void> => {
    const begun: Unit = await boots(order, (next) => void turns.take(() => beginAnew(begun, next)));
    unit = begun;
  };
  const end = async (): Promise<void> => {
    const ending = unit;
    unit = null;
    await ending?.stop();
  };
  const beginAnew = async (from: Unit, order: BootOrder): Promise<void> => {
    if (unit !== from) return;
    const { lost, passedOver } = order;
    if (lost === null) log.warn({ passedOver }, 'the disk can be read; the unit begins anew from it');
    else log.error({ ...lost }, 'journal has lost its tail; a new one begins');
    await end();
    while (isWanted && unit === null) {
      try {
        await begin(order);
      } catch (thrown) {
        log.error({ reason: messageOf(thrown) }, 'no new journal yet');
        await pause(timers, retryAfter);
      }
    }
  };

  return {
    start() {
      isWanted = true;
      return turns.take(() => begin({ lost: null, passedOver: 'nothing' }));
    },
    stop() {
      isWanted = false;
      return turns.take(end);
    },
    async pulse() {
      await unit?.pulse();
    },
    get isDelivered() {
      return unit?.isDelivered ?? false;
    },
    get recordsWritten() {
      return unit?.recordsWritten ?? 0;
    },
    get backlog() {
      return unit?.backlog ?? null;
    },
  };
}
