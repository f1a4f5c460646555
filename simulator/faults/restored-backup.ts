import { z } from 'zod';
import { spanOf } from '../scenarios/quantities.ts';
import { type FaultKind, faultKind } from './fault.ts';
import { drawnFrom, lengthFrom, timesADay } from './spells.ts';
import type { Stage } from './stage.ts';

const lookEvery = 10 * 60_000;
/** So old a backup is when it is put back, and a little more. */
const youngest = 3_600_000;
const oldest = 2 * youngest;

const count = z.object({ count: z.number() });

/** What the operator and the drivers have done: it is nowhere but in the database. */
const orders =
  'select (select count(*) from entries) + (select count(*) from tokens) + (select count(*) from phones)' +
  ' + (select count(*) from commands) + (select count(*) from denials) + (select count(*) from denyLists)' +
  ' + (select coalesce(sum(version), 0) from settings) as count';
const records = 'select count(*) as count from recordRows';

interface Backup {
  readonly at: number;
  readonly orders: number;
  readonly records: number;
  /** What a disk has lost since, and the backup lacks as well, is lost for good. */
  readonly timesSpoilt: number;
}

/** Where one is wanted, takes a backup of the gateway and puts it back once it is old enough and lacks only what cars have sent. */
class Backups {
  readonly #stage: Stage;
  #last: Backup | null = null;
  #wantedFor: number | null = null;

  constructor(stage: Stage) {
    this.#stage = stage;
    const look = (): void => {
      if (this.#wantedFor !== null && stage.gateway.gateway !== null) this.#look(this.#wantedFor);
      stage.after(lookEvery, look);
    };
    stage.after(lookEvery, look);
  }

  /** At the next chance; the gateway is down for so long then. */
  want(down: number): void {
    this.#wantedFor = down;
  }

  #look(down: number): void {
    const now = this.#now();
    const last = this.#last;
    const isGood =
      last?.orders === now.orders && last.timesSpoilt === now.timesSpoilt && now.at - last.at < oldest;
    if (!isGood) {
      this.#stage.gateway.database.backUp();
      this.#last = now;
    } else if (now.at - last.at >= youngest && now.records > last.records) this.#putBack(down);
  }

  #putBack(down: number): void {
    const { gateway } = this.#stage;
    this.#wantedFor = null;
    this.#last = null;
    gateway.loseToBackup();
    this.#stage.namedSpell('restored-backup', null, down, () => void gateway.start());
  }

  #now(): Backup {
    const { database } = this.#stage.gateway;
    const [done, stored] = [orders, records].map((query) => count.parse(database.rows(query)[0]).count);
    const timesSpoilt = this.#stage.cars.reduce((sum, { disk }) => sum + disk.timesSpoilt, 0);
    return { at: this.#stage.now(), orders: done ?? 0, records: stored ?? 0, timesSpoilt };
  }
}

/**
 * The gateway is put back to a backup of an hour ago (D3): what the cars have sent since must come again from them. Only when
 * nobody has reserved or entered anything meanwhile, which no car could bring again.
 */
export const restoredBackup: FaultKind = faultKind({
  name: 'restored-backup',
  schema: z.strictObject({ perDay: spanOf(0, 1_000), downSeconds: spanOf(0, 86_400) }),
  draw: ({ perDay, downSeconds }, random) => ({ perDay: drawnFrom(perDay, random), downSeconds }),
  inject({ perDay, downSeconds }, stage, random) {
    const backups = new Backups(stage);
    timesADay(stage, perDay, random, () => backups.want(lengthFrom(downSeconds, random)));
  },
});
