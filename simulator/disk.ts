import type { Disk } from '../device/ports.ts';
import { Fault } from '../protocol/errors.ts';
import type { Random, Timers } from '../protocol/runtime.ts';
import type { Milliseconds } from '../protocol/units.ts';
import { type CrashModel, DiskFile } from './disk-file.ts';

/**
 * What ails a disk. `full`: an append writes its first half and fails. `failing`: every call fails, appends and syncs halfway.
 * `read-only`: whatever would change it fails. `slow`: calls take `latency.slow`. `hanging`: calls end once it is otherwise.
 */
export type DiskCondition = 'healthy' | 'full' | 'failing' | 'read-only' | 'slow' | 'hanging';

/** How long calls take; without it they are done at once. */
export interface DiskLatency {
  readonly timers: Timers;
  readonly usual: Milliseconds;
  readonly slow: Milliseconds;
}

export interface SimulatedDiskOptions {
  /** What is on the disk at first, synced. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  readonly latency?: DiskLatency;
}

/** What an append writes is there as it begins, for a power cut to tear; all else has its effect as it ends. */
type Call = 'read' | 'append' | 'sync';

const plainName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** A disk in memory that outlives the device that uses it: power cuts, faults and wear, all of them repeatable. */
export class SimulatedDisk {
  readonly #latency: DiskLatency | null;
  #files: Map<string, DiskFile>;
  #mount: object | null = null;
  #callsUnderWay = 0;
  #pagesWritten = 0;
  #condition: DiskCondition = 'healthy';
  #answersAgain: (() => void)[] = [];
  /** How often it has lost or changed what it had reported as synced. */
  timesSpoilt = 0;
  /** Flash that answers and cannot give some of its bytes: whether this read touches them. */
  badSpot: ((name: string, offset: number, length: number) => boolean) | null = null;
  /** Told as an append or sync begins, and how long it will take. */
  onWrite: ((takes: Milliseconds) => void) | null = null;

  constructor(options: SimulatedDiskOptions = {}) {
    this.#latency = options.latency ?? null;
    this.#files = new Map([...(options.files ?? [])].map(([name, bytes]) => [name, new DiskFile(bytes)]));
  }

  get condition(): DiskCondition {
    return this.#condition;
  }

  set condition(condition: DiskCondition) {
    this.#condition = condition;
    if (condition === 'hanging') return;
    for (const answer of this.#answersAgain.splice(0)) answer();
  }

  /** 4 KiB pages written by all syncs so far: wear of the flash. */
  get pagesWritten(): number {
    return this.#pagesWritten;
  }

  /** How much it holds. */
  get bytes(): number {
    let sum = 0;
    for (const { length } of this.#files.values()) sum += length;
    return sum;
  }

  /** Whether a call is under way: the moment at which a power cut hurts most. */
  get busy(): boolean {
    return this.#callsUnderWay > 0;
  }

  /** The port for a device that starts now. Calls through earlier ports have no effect any more and never settle. */
  mount(): Disk {
    const mount = {};
    this.#mount = mount;
    this.#callsUnderWay = 0;
    const call = <Value>(work: () => Value, kind: Call = 'read') => this.#call(mount, work, kind);
    return {
      list: () => call(() => this.#list()),
      read: (name, offset, length) => call(() => this.#read(name, offset, length)),
      size: (name) => call(() => this.#file(name).length),
      append: (name, bytes) => call(() => this.#append(name, bytes), 'append'),
      sync: (name) => call(() => this.#sync(name), 'sync'),
      truncate: (name, length) => call(() => this.#truncate(name, length)),
      remove: (name) => call(() => this.#remove(name)),
    };
  }

  /**
   * A power cut: synced bytes stay, what follows them is torn at any byte, unsynced names may be gone. The device is dead:
   * its calls never settle.
   */
  crash(random: Random, model: CrashModel = { bitFlips: 0 }): void {
    this.#mount = null;
    this.#callsUnderWay = 0;
    const left = [...this.#files].sort(([one], [other]) => (one < other ? -1 : 1));
    this.#files = new Map(
      left.flatMap(([name, file]) => {
        const bytes = file.afterPowerCut(random, model);
        return bytes === null ? [] : [[name, new DiskFile(bytes)] as const];
      }),
    );
  }

  /** The program that used it is gone, the machine is not: what was written stays, calls under way have no effect. */
  abandon(): void {
    this.#mount = null;
    this.#callsUnderWay = 0;
  }

  /** Flash that is worn out: one bit reads otherwise from now on, synced or not. */
  flipBit(name: string, bit: number): void {
    const files = new Map(this.snapshotFiles());
    const bytes = files.get(name)?.slice();
    if (bytes === undefined) throw new RangeError(`no file ${name}`);
    bytes[bit >>> 3] = (bytes[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
    this.rollBack(files.set(name, bytes));
  }

  /** An image of the disk is put back, with no device at work on it. */
  rollBack(files: ReadonlyMap<string, Uint8Array>): void {
    this.abandon();
    this.timesSpoilt += 1;
    this.#files = new Map([...files].map(([name, bytes]) => [name, new DiskFile(bytes)]));
  }

  /** The files as they read now. */
  snapshotFiles(): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.#files].map(([name, file]) => [name, file.read(0, file.length)]));
  }

  async #call<Value>(mount: object, work: () => Value, kind: Call): Promise<Value> {
    if (this.#condition === 'hanging') await new Promise<void>((resolve) => this.#answersAgain.push(resolve));
    if (mount !== this.#mount) return never();
    if (this.#latency === null) return work();
    this.#callsUnderWay++;
    if (kind !== 'read') this.onWrite?.(this.#delay(this.#latency));
    const appended = kind === 'append' ? settled(work) : null;
    await this.#wait(this.#latency);
    if (mount !== this.#mount) return never();
    this.#callsUnderWay--;
    return (appended ?? work)();
  }

  #wait(latency: DiskLatency): Promise<void> {
    return new Promise((resolve) => void latency.timers.after(this.#delay(latency), resolve));
  }

  #delay({ usual, slow }: DiskLatency): Milliseconds {
    return this.condition === 'slow' ? slow : usual;
  }

  #list(): readonly string[] {
    this.#requireReadable('list');
    return [...this.#files.keys()];
  }

  #read(name: string, offset: number, length: number): Uint8Array {
    const isBad = this.badSpot?.(name, offset, length) ?? false;
    if (isBad) throw fault('disk-failed', name, 'input/output error');
    return this.#file(name).read(offset, length);
  }

  #append(name: string, bytes: Uint8Array): void {
    this.#requireWritable(name);
    requirePlain(name);
    const file = this.#files.get(name) ?? new DiskFile(null);
    this.#files.set(name, file);
    const fails = this.condition === 'full' || this.condition === 'failing';
    file.append(fails ? bytes.subarray(0, bytes.length >>> 1) : bytes);
    if (this.condition === 'full') throw fault('disk-full', name, 'no space left');
    this.#requireReadable(name);
  }

  #sync(name: string): void {
    this.#requireWritable(name);
    const file = this.#known(name);
    if (this.condition === 'failing') file.failSync();
    this.#requireReadable(name);
    this.#pagesWritten += file.sync();
  }

  #truncate(name: string, length: number): void {
    this.#requireWritable(name);
    this.#file(name).truncate(length);
  }

  #remove(name: string): void {
    this.#requireWritable(name);
    this.#requireReadable(name);
    requirePlain(name);
    this.#files.delete(name);
  }

  #file(name: string): DiskFile {
    this.#requireReadable(name);
    return this.#known(name);
  }

  #known(name: string): DiskFile {
    requirePlain(name);
    const file = this.#files.get(name);
    if (file === undefined) throw fault('disk-failed', name, 'no such file');
    return file;
  }

  #requireReadable(name: string): void {
    if (this.condition === 'failing') throw fault('disk-failed', name, 'input/output error');
  }

  #requireWritable(name: string): void {
    if (this.condition === 'read-only') throw fault('disk-failed', name, 'read-only file system');
  }
}

function requirePlain(name: string): void {
  if (!plainName.test(name)) throw new RangeError(`${JSON.stringify(name)} is no plain file name`);
}

/** Does it now; what comes of it is told when it is asked. */
function settled<Value>(work: () => Value): () => Value {
  try {
    const value = work();
    return () => value;
  } catch (thrown) {
    return () => {
      throw thrown;
    };
  }
}

const never = (): Promise<never> => new Promise(() => {});

const fault = (code: 'disk-full' | 'disk-failed', name: string, reason: string): Fault =>
  new Fault({ code, blame: 'environment', temporary: true, mayHaveHappened: true }, `${name}: ${reason}`);
