import { Fault, messageOf } from '../protocol/errors.ts';
import type { Cancel, Log, Timers } from '../protocol/runtime.ts';
import type { Settings } from '../protocol/settings/settings.ts';
import { judgeOffer, type OfferContext } from './access/settings-offer.ts';
import type { Disk } from './ports.ts';
import type { Recorder } from './recorder.ts';
import type { SettingsStanding } from './settings/standing.ts';
import {
  type Trial,
  type TrialEffect,
  type TrialInput,
  type TrialPace,
  trialStep,
} from './settings/trial.ts';
import type { CurrentSettings } from './settings.ts';
import { removeSettingsFiles, writeSettingsFile } from './settings-files.ts';
import { Turns } from './time/waiting.ts';

export interface SettingsKeeperOptions {
  readonly disk: Disk;
  readonly timers: Timers;
  readonly log: Log;
  readonly context: OfferContext;
  readonly recorder: Pick<Recorder, 'record' | 'synced' | 'state'>;
  readonly settings: CurrentSettings;
  readonly pace: TrialPace;
  /** Other settings hold now, and must show that the gateway is reached with them. */
  readonly onChanged: (before: Settings, after: Settings) => void;
  /** The disk did not take good ones, and waits for a `diskAnswered`. */
  readonly onUnwritten: () => void;
}

/** Takes settings that come over the air, tries them, and takes them back where the gateway is not reached (clause 13.5). */
export class SettingsKeeper {
  readonly #options: SettingsKeeperOptions;
  readonly #turns = new Turns();
  #standing: SettingsStanding;
  /** Those that hold again where the new ones are taken back. */
  #previous: Settings;
  #offered: Settings;
  #trial: Trial = { kind: 'none' };
  /** Good ones that the disk did not take: the last that came. */
  #unwritten: Uint8Array | null = null;
  #cancelTimer: Cancel = () => {};

  constructor(standing: SettingsStanding, options: SettingsKeeperOptions) {
    this.#options = options;
    this.#standing = standing;
    this.#previous = standing.previous;
    this.#offered = standing.trial?.settings ?? standing.previous;
  }

  start(): void {
    this.#begin();
    void this.#turns.take(() => this.#clean());
  }

  /** The disk, which failed as the unit started, has told what it holds; newer ones that are on trial stay on trial. */
  found(standing: SettingsStanding): Promise<void> {
    return this.#turns.take(async () => {
      this.#previous = standing.previous;
      if (this.#trial.kind !== 'none') return;
      this.#standing = standing;
      this.#offered = standing.trial?.settings ?? standing.previous;
      this.#begin();
      if (standing.trial === null) this.#hold(standing.previous);
      await this.#clean();
    });
  }

  #begin(): void {
    const { trial, facts } = this.#standing;
    this.#options.recorder.record(...facts);
    if (trial === null) return;
    const { version, isNew } = trial;
    this.#step({ kind: isNew ? 'taken' : 'resumed', version });
  }

  stop(): void {
    this.#cancelTimer();
  }

  /** Of an offer that is good and newer: on disk, recorded and in effect when this resolves, or after a `diskAnswered` where the disk failed. */
  take(signed: Uint8Array): Promise<void> {
    return this.#turns.take(() => this.#take(signed));
  }

  /** The disk has just done what it should: the gateway sends nothing a second time on one session. */
  diskAnswered(): void {
    const signed = this.#unwritten;
    this.#unwritten = null;
    if (signed !== null) void this.take(signed);
  }

  /** The gateway has answered, authenticated, on a session that was begun with what holds now. */
  answered(): void {
    if (this.#trial.kind === 'none') return;
    this.#step({ kind: 'answered' });
    void this.#turns.take(() => this.#clean());
  }

  async #take(signed: Uint8Array): Promise<void> {
    const { recorder, context, log, disk } = this.#options;
    const judged = judgeOffer(signed, recorder.state.settings.newest, context);
    log.info({ ...judged, settings: null }, 'settings offered');
    if (judged.outcome === 'refused') {
      const { version, outcome, reason } = judged;
      recorder.record({ kind: 'configuration-changed', version, outcome, reason });
    }
    if (judged.outcome !== 'good') return;
    try {
      await writeSettingsFile(disk, judged.version, signed);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      log.error({ version: judged.version, reason: messageOf(thrown) }, 'settings not on disk');
      this.#unwritten = signed;
      this.#options.onUnwritten();
      return;
    }
    this.#offered = judged.settings;
    this.#step({ kind: 'taken', version: judged.version });
    await this.#clean();
  }

  #step(input: TrialInput): void {
    const { trial, effects } = trialStep(this.#trial, input, this.#options.pace);
    this.#trial = trial;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: TrialEffect): void {
    const { timers, recorder, log } = this.#options;
    switch (effect.kind) {
      case 'hold':
        this.#hold(effect.which === 'new' ? this.#offered : this.#previous);
        return;
      case 'set-timer':
        this.#cancelTimer();
        this.#cancelTimer = timers.after(effect.after, () => this.#step({ kind: 'timer' }));
        return;
      case 'cancel-timer':
        this.#cancelTimer();
        return;
      case 'record': {
        const { version, outcome, reason = null } = effect.fact;
        if (outcome === 'kept') this.#previous = this.#offered;
        log.info({ version, outcome, reason }, 'settings');
        recorder.record(effect.fact);
        return;
      }
    }
  }

  #hold(after: Settings): void {
    const { settings, onChanged } = this.#options;
    const before = settings.now;
    settings.replace(after);
    onChanged(before, after);
  }

  /** Files go once the records no longer need them, whatever power cuts do. */
  async #clean(): Promise<void> {
    const { disk, recorder, log } = this.#options;
    const { kept, trying } = recorder.state.settings;
    try {
      await recorder.synced();
      await removeSettingsFiles(disk, (version) => version === kept || version === trying?.version);
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      log.error({ reason: messageOf(thrown) }, 'old settings not removed');
    }
  }
}
