import { spawn } from 'node:child_process';
import { messageOf } from '../errors.ts';
import type { Cancel, Log, Timers } from '../runtime.ts';
import { type Milliseconds, milliseconds } from '../units.ts';
import { feedWatchdog } from '../watchdog.ts';

/** The variables by which systemd says what it wants to hear (sd_notify(3), sd_watchdog_enabled(3)). */
export interface ServiceEnvironment {
  readonly NOTIFY_SOCKET?: string | undefined;
  readonly WATCHDOG_USEC?: string | undefined;
  /** The process that is to feed the watchdog; whoever reads this where left out. */
  readonly WATCHDOG_PID?: string | undefined;
}

/** Within the time after which the watchdog bites, it is fed so often. */
const feedsInTime = 3;

const command = 'systemd-notify';

/**
 * systemd, where it started this process; otherwise nobody hears. Node has no datagram sockets in the file system, so it is
 * told by its own `systemd-notify`, which a unit must allow: `NotifyAccess=all`.
 */
export class ServiceManager {
  readonly #environment: ServiceEnvironment;
  readonly #log: Log;

  constructor(environment: ServiceEnvironment, log: Log) {
    this.#environment = environment;
    this.#log = log;
  }

  /** The start is over: what is ordered after this may come. */
  ready(): void {
    this.#tell('READY=1');
  }

  stopping(): void {
    this.#tell('STOPPING=1');
  }

  /** Feeds the watchdog, where there is one, for as long as `pulse` answers; what is given back ends that. */
  feedWhile(timers: Timers, pulse: () => Promise<unknown>): Cancel {
    const every = this.#feedEvery();
    return every === null ? () => {} : feedWatchdog(timers, every, pulse, () => this.#tell('WATCHDOG=1'));
  }

  #feedEvery(): Milliseconds | null {
    const { NOTIFY_SOCKET, WATCHDOG_USEC = '', WATCHDOG_PID = `${process.pid}` } = this.#environment;
    if (NOTIFY_SOCKET === undefined || !/^[1-9]\d*$/.test(WATCHDOG_USEC)) return null;
    if (WATCHDOG_PID !== `${process.pid}`) return null;
    return milliseconds(Math.max(1, Math.floor(Number(WATCHDOG_USEC) / 1_000 / feedsInTime)));
  }

  /** Nobody waits for it: `systemd-notify` itself stays until systemd has heard. */
  #tell(state: string): void {
    if (this.#environment.NOTIFY_SOCKET === undefined) return;
    const unheard = (reason: string): void => this.#log.error({ state, reason }, 'systemd was not told');
    const teller = spawn(command, [state], { stdio: 'ignore' });
    teller.unref();
    teller
      .once('error', (error) => unheard(messageOf(error)))
      .once('exit', (status) => {
        if (status !== 0) unheard(`${command} ended with ${status}`);
      });
  }
}
