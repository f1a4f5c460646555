import { toHex } from '../protocol/codec/bytes.ts';
import { Fault, messageOf } from '../protocol/errors.ts';
import { allListKinds, type CarriedList, type ListKind, type ListNumbers } from '../protocol/lists/list.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { Log } from '../protocol/runtime.ts';
import {
  type AccessLists,
  judgeList,
  keptDenyList,
  type ListContext,
  type ListOutcome,
  noListsYet,
} from './access/lists.ts';
import type { Disk } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { Turns } from './time/waiting.ts';

/** The lists that a car follows, on disk: one file for each, replaced only by a newer one that is synced. */

const fileName = /^list-(key-set|revoked-keys|deny-list)-(\d{1,16})-([0-9a-f]{16})$/;
const digestOf = (signed: Uint8Array): string => toHex(sha256(signed).subarray(0, 8));
const nameOf = ({ list, signed }: CarriedList, number: number): string =>
  `list-${list}-${number}-${digestOf(signed)}`;

interface ListFile {
  readonly name: string;
  readonly list: ListKind;
  readonly number: number;
  readonly digest: string;
}

async function listFiles(disk: Disk): Promise<readonly ListFile[]> {
  const files = (await disk.list()).flatMap((name) => {
    const [, kind, number, digest] = fileName.exec(name) ?? [];
    const list = allListKinds.find((known) => known === kind);
    return list === undefined || digest === undefined ? [] : [{ name, list, number: Number(number), digest }];
  });
  return files.sort((left, right) => left.number - right.number);
}

/**
 * What the disk holds: a file that was cut short by a crash counts for nothing. Keys are judged anew, by the root of the
 * configuration; a deny-list once taken stays. Files that cannot be read leave the car with the issuers of its
 * configuration, and it takes nothing older than `numbers`.
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
      for (const { name, list, digest } of files.filter((file) => file.list === kind)) {
        const signed = await disk.read(name, 0, await disk.size(name));
        if (digestOf(signed) === digest) lists = withKept(lists, { list, signed }, context);
      }
  } catch (thrown) {
    if (!(thrown instanceof Fault)) throw thrown;
    log.error({ reason: messageOf(thrown) }, 'lists not read');
  }
  return { ...lists, numbers: newest(lists.numbers, numbers) };
}

const withKept = (lists: AccessLists, { list, signed }: CarriedList, context: ListContext): AccessLists =>
  list === 'deny-list'
    ? keptDenyList(lists, signed, context)
    : judgeList(lists, { list, signed }, context).lists;

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
  /** The disk did not take a list, and waits for a `diskAnswered`. */
  readonly onUnwritten: () => void;
}

interface UnwrittenList {
  readonly carried: CarriedList;
  readonly number: number;
}

/** Takes newer lists, from the gateway or any phone. */
export class ListKeeper {
  readonly #options: ListKeeperOptions;
  readonly #turns = new Turns();
  /** In effect, but the disk did not take them: at most one of each kind. */
  readonly #unwritten = new Map<ListKind, UnwrittenList>();
  #isWritingAgain = false;
  #lists: AccessLists;

  constructor(lists: AccessLists, options: ListKeeperOptions) {
    this.#lists = lists;
    this.#options = options;
  }

  get lists(): AccessLists {
    return this.#lists;
  }

  /** In effect at once; on disk and recorded when this resolves, or after a `diskAnswered` where the disk failed. */
  async take(carried: CarriedList): Promise<ListOutcome> {
    const { outcome, kept } = this.offer(carried);
    await kept;
    return outcome;
  }

  /** The same for who cannot wait for a disk that may hang. */
  offer(carried: CarriedList): { readonly outcome: ListOutcome; readonly kept: Promise<void> } {
    const { context, log } = this.#options;
    const { outcome, lists } = judgeList(this.#lists, carried, context);
    const number = lists.numbers[carried.list];
    log.info({ list: carried.list, outcome, number }, 'list offered');
    if (outcome !== 'taken') return { outcome, kept: Promise.resolve() };
    this.#lists = lists;
    return { outcome, kept: this.#turns.take(() => this.#keep({ carried, number })) };
  }

  /** The disk has just done what it should: it is given again what it did not take. */
  diskAnswered(): void {
    if (this.#unwritten.size === 0 || this.#isWritingAgain) return;
    this.#isWritingAgain = true;
    void this.#turns.take(async () => {
      for (const unwritten of [...this.#unwritten.values()]) await this.#keep(unwritten);
      this.#isWritingAgain = false;
    });
  }

  async #keep({ carried, number }: UnwrittenList): Promise<void> {
    const { disk, recorder, log } = this.#options;
    const { list } = carried;
    try {
      await this.#write(nameOf(carried, number), carried.signed);
      for (const file of await listFiles(disk))
        if (file.list === list && file.number < number) await disk.remove(file.name);
      recorder.record({ kind: 'list-taken', list, number });
      this.#unwritten.delete(list);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      this.#unwritten.set(list, { carried, number });
      log.error({ list, reason: messageOf(thrown) }, 'list not on disk');
      this.#options.onUnwritten();
    }
  }

  /** Over whatever a power cut or a failing disk left under that name. */
  async #write(name: string, signed: Uint8Array): Promise<void> {
    const { disk } = this.#options;
    if ((await disk.list()).includes(name)) await disk.remove(name);
    await disk.append(name, signed);
    await disk.sync(name);
  }
}
