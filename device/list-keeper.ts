import { Fault, messageOf } from '../protocol/errors.ts';
import { allListKinds, type CarriedList, type ListKind, type ListNumbers } from '../protocol/lists/list.ts';
import type { Log } from '../protocol/runtime.ts';
import {
  type AccessLists,
  judgeList,
  type ListContext,
  type ListOutcome,
  noListsYet,
} from './access/lists.ts';
import type { Disk } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { Turns } from './time/waiting.ts';

/** The lists that a car follows, on disk: one file for each, replaced only by a newer one that is synced. */

const fileName = /^list-(key-set|revoked-keys|deny-list)-(\d{1,16})$/;
const nameOf = (kind: ListKind, number: number): string => `list-${kind}-${number}`;

interface ListFile {
  readonly name: string;
  readonly list: ListKind;
  readonly number: number;
}

async function listFiles(disk: Disk): Promise<readonly ListFile[]> {
  const files = (await disk.list()).flatMap((name) => {
    const [, kind, number] = fileName.exec(name) ?? [];
    const list = allListKinds.find((known) => known === kind);
    return list === undefined ? [] : [{ name, list, number: Number(number) }];
  });
  return files.sort((left, right) => left.number - right.number);
}

/**
 * What the disk holds, judged anew: a file that was cut short by a crash counts for nothing. Files that cannot be read
 * leave the car with the issuers of its configuration, and never with a list older than `numbers`.
 */
export async function loadLists(
  disk: Disk,
  context: ListContext,
  numbers: ListNumbers,
  log: Log,
): Promise<AccessLists> {
  let lists = noListsYet;
  try {
    const files = await listFiles(disk);
    for (const kind of allListKinds)
      for (const { name, list } of files.filter((file) => file.list === kind)) {
        const signed = await disk.read(name, 0, await disk.size(name));
        ({ lists } = judgeList(lists, { list, signed }, context));
      }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    log.error({ reason: messageOf(thrown) }, 'lists not read');
  }
  return { ...lists, numbers: newest(lists.numbers, numbers) };
}

const newest = (left: ListNumbers, right: ListNumbers): ListNumbers => ({
  'key-set': Math.max(left['key-set'], right['key-set']),
  'revoked-keys': Math.max(left['revoked-keys'], right['revoked-keys']),
  'deny-list': Math.max(left['deny-list'], right['deny-list']),
});

export interface ListKeeperOptions {
  readonly disk: Disk;
  readonly context: ListContext;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly log: Log;
}

/** Takes newer lists, from the gateway or any phone. */
export class ListKeeper {
  readonly #options: ListKeeperOptions;
  readonly #turns = new Turns();
  #lists: AccessLists;

  constructor(lists: AccessLists, options: ListKeeperOptions) {
    this.#lists = lists;
    this.#options = options;
  }

  get lists(): AccessLists {
    return this.#lists;
  }

  /** In effect at once; on disk and recorded when this resolves, or as soon as the disk is there again. */
  take(carried: CarriedList): Promise<ListOutcome> {
    const { context, log } = this.#options;
    const { outcome, lists } = judgeList(this.#lists, carried, context);
    const number = lists.numbers[carried.list];
    log.info({ list: carried.list, outcome, number }, 'list offered');
    if (outcome !== 'taken') return Promise.resolve(outcome);
    this.#lists = lists;
    return this.#turns.take(async () => {
      await this.#keep(carried, number);
      return outcome;
    });
  }

  async #keep({ list, signed }: CarriedList, number: number): Promise<void> {
    const { disk, recorder, log } = this.#options;
    try {
      const name = nameOf(list, number);
      await disk.append(name, signed);
      await disk.sync(name);
      for (const file of await listFiles(disk))
        if (file.list === list && file.number < number) await disk.remove(file.name);
      recorder.record({ kind: 'list-taken', list, number });
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      log.error({ list, reason: messageOf(thrown) }, 'list not on disk');
    }
  }
}
