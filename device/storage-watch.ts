import { Fault, messageOf } from '../protocol/errors.ts';
import type { Cancel, Clock, Log, Timers } from '../protocol/runtime.ts';
import type { Milliseconds } from '../protocol/units.ts';
import {
  inTimeMilliseconds,
  type StorageEffect,
  type StorageHealth,
  type StorageInput,
  storageTransition,
} from './journal/health.ts';
import type { Recorder } from './recorder.ts';
import { within } from './time/waiting.ts';

/** A journal that can give up what the gateway has, for the sake of what it has not. */
export interface Roomy {
  /** Whether anything was removed. @throws {Fault} `storage-fault` */
  makeRoom(): Promise<boolean>;
}

export interface StorageWatchOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'record' | 'synced' | 'probe' | 'actedUnsynced' | 'lastSeq'>;
  /** Oldest first. */
  readonly journals: readonly Roomy[];
}

/** Watches how the disk does: raises and clears `storage-fault`, and brings to disk what had to wait in memory (D6). */
export class StorageWatch {
  readonly #options: StorageWatchOptions;
  #health: StorageHealth = { kind: 'good' };
  #cancelCheck: Cancel = () => {};
  #isMakingRoom = false;

  constructor(options: StorageWatchOptions) {
    this.#options = options;
  }

  /** Whether the disk does what it should, as far as is known. */
  get isGood(): boolean {
    return this.#health.kind === 'good';
  }

  /** D6: waits until what was recorded so far is on disk, but no longer than 100 ms; then a record says so. */
  async inTime(): Promise<void> {
    const { clock, timers, recorder, log } = this.#options;
    const { lastSeq } = recorder;
    if (await within(timers, inTimeMilliseconds, recorder.synced())) return;
    log.error({}, 'decision not on disk in time');
    recorder.actedUnsynced(lastSeq);
    this.#input({ kind: 'late', at: clock.elapsed() });
  }

  synced(took: Milliseconds): void {
    this.#input({ kind: 'synced', at: this.#options.clock.elapsed(), took });
  }

  failed(thrown: unknown): void {
    const { clock, log } = this.#options;
    log.error({ reason: messageOf(thrown) }, 'records not on disk yet');
    this.#input({ kind: 'failed', at: clock.elapsed() });
    if (isFull(thrown)) void this.#makeRoom();
  }

  stop(): void {
    this.#cancelCheck();
  }

  #input(input: StorageInput): void {
    const { health, effects } = storageTransition(this.#health, input);
    this.#health = health;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: StorageEffect): void {
    const { recorder, timers } = this.#options;
    switch (effect.kind) {
      case 'raise':
      case 'clear':
        recorder.record({ kind: 'alarm', alarm: 'storage-fault', raised: effect.kind === 'raise' });
        return;
      case 'check':
        recorder.probe();
        return;
      case 'check-after':
        this.#cancelCheck();
        this.#cancelCheck = timers.after(effect.delay, () => this.#input({ kind: 'timer' }));
        return;
    }
  }

  /** On a full disk what the gateway has goes before its time, one segment after the other, until there is room. */
  async #makeRoom(): Promise<void> {
    if (this.#isMakingRoom) return;
    this.#isMakingRoom = true;
    const { journals, recorder, log } = this.#options;
    try {
      for (const journal of journals) {
        if (!(await journal.makeRoom())) continue;
        log.warn({}, 'released records removed early: the disk is full');
        recorder.probe();
        break;
      }
    } catch (thrown) {
      log.error({ reason: messageOf(thrown) }, 'no room made');
    } finally {
      this.#isMakingRoom = false;
    }
  }
}

const isFull = (thrown: unknown): boolean =>
  thrown instanceof Fault && thrown.cause instanceof Fault && thrown.cause.code === 'disk-full';
