import type { FactOf } from '../protocol/messages/registry.ts';
import type { Action, Verdict } from '../protocol/messages/words.ts';
import type { Cancel, Clock, Log, Timers } from '../protocol/runtime.ts';
import type { Claims } from '../protocol/token/claims.ts';
import { noRefusals, type RefusalTally, refused, toldTogether, untilTold } from './access/refusals.ts';
import type { Recorder } from './recorder.ts';

export interface DecisionsOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'record'>;
}

/** Writes every decision on a request down; of a flood of refusals, how many they were (D13). */
export class Decisions {
  readonly #options: DecisionsOptions;
  #tally: RefusalTally = noRefusals;
  #cancelTelling: Cancel | null = null;

  constructor(options: DecisionsOptions) {
    this.#options = options;
  }

  /** False where the journal had no room for it. */
  granted(action: Action, claims: Claims): boolean {
    return this.#write(action, 'granted', claims);
  }

  /** What was granted but could not be done, or not be seen done. */
  notConfirmed(action: Action, claims: Claims | null): void {
    this.#write(action, 'not-confirmed', claims);
  }

  /** False where there is no record to be waited for. */
  refused(action: Action, verdict: Verdict, claims: Claims | null): boolean {
    const { tally, isWritten } = refused(this.#tally, this.#options.clock.elapsed());
    this.#tally = tally;
    if (isWritten) return this.#write(action, verdict, claims);
    this.#tellLater();
    return false;
  }

  /** Writes down what was only counted so far. */
  stop(): void {
    this.#cancelTelling?.();
    this.#tell();
  }

  #write(action: Action, verdict: Verdict, claims: Claims | null): boolean {
    const { recorder, log } = this.#options;
    const fact: FactOf<'access-decided'> = { kind: 'access-decided', verdict, action, ...named(claims) };
    log.info({ action, verdict }, 'access decided');
    return recorder.record(fact);
  }

  #tellLater(): void {
    const { clock, timers } = this.#options;
    this.#cancelTelling ??= timers.after(untilTold(this.#tally, clock.elapsed()), () => this.#tell());
  }

  #tell(): void {
    const { recorder, log } = this.#options;
    const { counted } = this.#tally;
    const fact = toldTogether(this.#tally);
    this.#cancelTelling = null;
    this.#tally = noRefusals;
    if (fact === null) return;
    log.warn({ counted }, 'refusals counted only');
    recorder.record(fact);
  }
}

/** Who asked, as far as the token proves it. */
const named = (claims: Claims | null) =>
  claims === null
    ? {}
    : {
        issuer: claims.issuer,
        subject: claims.subject,
        tokenId: claims.tokenId,
        reservation: claims.rights.reservation,
      };
