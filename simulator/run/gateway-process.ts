import type { GatewayConfig } from '../../gateway/config.ts';
import { createGateway, createStore, type Gateway, type StoreSettings } from '../../gateway/gateway.ts';
import type { Store, StoreMethods, StorePorts } from '../../gateway/ports.ts';
import { Fault } from '../../protocol/errors.ts';
import { type Clock, type Random, silentLog } from '../../protocol/runtime.ts';
import { milliseconds } from '../../protocol/units.ts';
import { SimulatedClock } from '../kernel/clock.ts';
import type { Owner } from '../kernel/owner.ts';
import type { Scheduler } from '../kernel/scheduler.ts';
import type { Network } from '../network/network.ts';
import { DatabaseTwin } from './database-twin.ts';

const restartAfter = milliseconds(5_000);

export interface GatewayProcessParts {
  readonly scheduler: Scheduler;
  readonly network: Network;
  /** In memory. */
  readonly database: StorePorts['database'];
  readonly config: GatewayConfig;
  readonly secrets: Random;
  readonly priceLists: StoreSettings['priceLists'];
}

/** The gateway's machine: its database outlives the process, which can crash and be started again. */
export class GatewayProcess {
  readonly database: DatabaseTwin;
  readonly clock: SimulatedClock;
  /** How long a COMMIT takes; 0 is at once, as if nothing were written. */
  commitDelay: () => number = () => 0;
  /** Cars may have records that it had once, and has no more. */
  wasPutBack = false;
  readonly #parts: GatewayProcessParts;
  readonly #issuerSeed: Uint8Array;
  readonly #billingSeed: Uint8Array;
  #stopping: Promise<void> = Promise.resolve();
  #life: { readonly owner: Owner; readonly gateway: Gateway } | null = null;

  constructor(parts: GatewayProcessParts) {
    this.#parts = parts;
    this.database = new DatabaseTwin(parts.database);
    this.clock = new SimulatedClock(parts.scheduler);
    this.#issuerSeed = parts.secrets.bytes(32);
    this.#billingSeed = parts.secrets.bytes(32);
  }

  /** The gateway, or null while it is down. */
  get gateway(): Gateway | null {
    return this.#life?.gateway ?? null;
  }

  /** Starts it; where the database cannot be opened yet, again and again, as its service manager does. */
  async start(): Promise<void> {
    await this.#stopping;
    if (this.#life !== null) return;
    this.clock.boot();
    const store = this.#openStore();
    if (store === null) {
      this.#parts.scheduler.after(restartAfter, () => void this.start());
      return;
    }
    const { scheduler, network, config, secrets } = this.#parts;
    const clock: Clock = this.clock;
    const log = silentLog;
    const owner = scheduler.owner('gateway');
    const gateway = createGateway(
      {
        clock,
        timers: owner.timers,
        random: secrets,
        log,
        broker: network.broker(owner),
        store: this.#onItsThread(store, owner),
      },
      config,
    );
    this.#life = { owner, gateway };
    await gateway.start();
  }

  /** The process is gone: connections break, and what was not committed is lost. */
  crash(): void {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    life.owner.kill();
    this.database.disconnect();
  }

  /** Its disk is gone, and the last backup is put in its place. */
  loseToBackup(): void {
    this.wasPutBack = true;
    this.crash();
    this.database.restore();
  }

  /** Stops as it does at SIGTERM: what it took is stored, then it closes its connections. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    this.#stopping = life.gateway.stop();
    await this.#stopping;
    life.owner.kill();
    this.database.disconnect();
  }

  #openStore(): StoreMethods | null {
    const { config, secrets, priceLists } = this.#parts;
    try {
      return createStore(
        { database: this.database.connect(), clock: this.clock, random: secrets, log: silentLog },
        { config, issuerSeed: this.#issuerSeed, billingSeed: this.#billingSeed, priceLists },
      );
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.temporary) return null;
      throw thrown;
    }
  }

  /** Storing happens on a thread of its own, which a slow disk holds up. */
  #onItsThread(store: Store, owner: Owner): Store {
    return {
      ...store,
      ingest: (messages) => {
        const delay = this.commitDelay();
        if (delay <= 0) return store.ingest(messages);
        return new Promise((resolve, reject) => {
          owner.timers.after(milliseconds(delay), () => {
            try {
              resolve(store.ingest(messages));
            } catch (thrown) {
              reject(thrown);
            }
          });
        });
      },
    };
  }
}
