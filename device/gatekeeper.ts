import { messageOf } from '../protocol/errors.ts';
import type { CarId, TokenId } from '../protocol/ids.ts';
import type { LinkMessageOf } from '../protocol/link/messages.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { Action, Verdict } from '../protocol/messages/words.ts';
import type { Log, Random, Timers } from '../protocol/runtime.ts';
import type { Claims } from '../protocol/token/claims.ts';
import { type EpochMilliseconds, milliseconds, toEpochMilliseconds } from '../protocol/units.ts';
import type { Issuer } from './access/issuers.ts';
import type { Verifier } from './access/signatures.ts';
import { type Judgement, judge } from './access/verdict.ts';
import { sha256 } from './digest.ts';
import type { Doors } from './doors.ts';
import type { Logbook } from './logbook.ts';
import type { CabinInputs } from './ports.ts';
import type { Recorder } from './recorder.ts';
import { missingAtEnd } from './rental/checklist.ts';
import { decideRental, openedBy, type RentalDecision } from './rental/rental.ts';
import { type Turns, within } from './time/waiting.ts';
import type { WallTime } from './time/wall-clock.ts';

type Request = LinkMessageOf<'request'>;
type Answer = LinkMessageOf<'answer'>;

/** The decision record has so long to reach the disk before the relay moves all the same (D6). */
const syncMilliseconds = milliseconds(100);
/** The last odometer reading of a rental is waited for so long. */
const odometerMilliseconds = milliseconds(2_000);
/** Nonces kept to tell a replay from a forgery. */
const maxSpentNonces = 8;

export interface GatekeeperOptions {
  readonly car: CarId;
  readonly issuers: readonly Issuer[];
  readonly verify: Verifier;
  readonly timers: Timers;
  readonly random: Random;
  readonly log: Log;
  readonly recorder: Recorder;
  readonly logbook: Logbook;
  readonly wallTime: () => WallTime;
  readonly doors: Doors;
  /** Shared with whatever else moves relays. */
  readonly turns: Turns;
  /** Resolves when the odometer has been read once more, or cannot be. */
  readonly lastOdometer: () => Promise<void>;
  readonly fuelPermille: () => number | null;
  /** A token's `iat` is signed time (D8). */
  readonly signedTime: (time: EpochMilliseconds) => void;
}

interface Outcome {
  readonly verdict: Verdict;
  readonly inputs: CabinInputs | null;
}

/** Answers phones: judges, records, and only then moves the relay (D6), one request at a time whoever asks. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;
  #spentNonces: readonly Uint8Array[] = [];

  constructor(options: GatekeeperOptions) {
    this.#options = options;
  }

  /** Never rejects: what goes wrong becomes a verdict. */
  decide(request: Request, nonce: Uint8Array): Promise<Answer> {
    return this.#options.turns.take(() => this.#decide(request, nonce));
  }

  async #decide(request: Request, nonce: Uint8Array): Promise<Answer> {
    const judgement = this.#judge(request, nonce);
    const outcome = await this.#carryOut(request.action, judgement).catch((thrown: unknown): Outcome => {
      this.#options.log.error(
        { action: request.action, reason: messageOf(thrown) },
        'access not carried out',
      );
      return { verdict: 'not-confirmed', inputs: null };
    });
    return this.#answer(request, judgement, outcome);
  }

  #judge(request: Request, nonce: Uint8Array): Judgement {
    const { car, issuers, verify, wallTime, recorder } = this.#options;
    const tokenDigest = sha256(request.token);
    const usesOf = (tokenId: TokenId) => recorder.state.tokenUses.get(tokenId) ?? { uses: 0, usesInDoubt: 0 };
    const judgement = judge(
      { ...request, nonce, tokenDigest },
      { car, issuers, verify, now: wallTime(), usesOf, spentNonces: this.#spentNonces },
    );
    this.#spentNonces = [...this.#spentNonces, nonce].slice(-maxSpentNonces);
    if (judgement.claims !== null) this.#options.signedTime(toEpochMilliseconds(judgement.claims.issuedAt));
    return judgement;
  }

  async #carryOut(action: Action, { verdict, claims }: Judgement): Promise<Outcome> {
    if (verdict !== 'granted' || claims === null) {
      this.#recordVerdict(action, verdict, claims);
      await this.#synced();
      return { verdict, inputs: null };
    }
    const inputs = await this.#options.doors.read();
    const decision = this.#decideRental(action, claims, inputs);
    this.#recordVerdict(action, decision.verdict, claims);
    if (decision.verdict !== 'granted') {
      await this.#synced();
      return { verdict: decision.verdict, inputs };
    }
    this.#openRental(claims, decision);
    await this.#synced();
    return this.#act(action, claims, inputs);
  }

  #decideRental(action: Action, claims: Claims, inputs: CabinInputs): RentalDecision {
    const { rental, ended } = this.#options.recorder.state;
    return decideRental(action, claims, {
      rental,
      inputs,
      hasEnded: (reservation) => ended.includes(reservation),
    });
  }

  #openRental(claims: Claims, decision: Extract<RentalDecision, { verdict: 'granted' }>): void {
    const { logbook, fuelPermille } = this.#options;
    if (decision.supersedes !== null)
      logbook.closeRental(decision.supersedes, logbook.lockMoment(), 'superseded');
    if (decision.opens) logbook.record([openedBy(claims, fuelPermille())]);
  }

  async #act(action: Action, claims: Claims, before: CabinInputs): Promise<Outcome> {
    const inputs = await this.#move(action, before);
    if (inputs === null) {
      this.#recordVerdict(action, 'not-confirmed', claims);
      return { verdict: 'not-confirmed', inputs: null };
    }
    if (action === 'end') await this.#close();
    await this.#synced();
    return { verdict: 'granted', inputs };
  }

  #move(action: Action, before: CabinInputs): Promise<CabinInputs | null> {
    const { doors } = this.#options;
    switch (action) {
      case 'unlock':
        return doors.unlock();
      case 'lock':
      case 'end':
        return doors.lock();
      case 'status':
      case 'fuel-card':
      case 'service':
        return Promise.resolve(before);
    }
  }

  /** Returned is the moment of the lock that completes the checklist and ends the rental (D15). */
  async #close(): Promise<void> {
    const { doors, logbook, recorder, wallTime, timers, lastOdometer } = this.#options;
    const { time, quality } = wallTime();
    await within(timers, odometerMilliseconds, lastOdometer());
    const { rental } = recorder.state;
    if (rental.kind === 'open') logbook.closeRental(rental, { at: time, quality }, 'ended');
    await doors.immobilise();
  }

  #recordVerdict(action: Action, verdict: Verdict, claims: Claims | null): void {
    const fact: FactOf<'access-decided'> = { kind: 'access-decided', verdict, action, ...named(claims) };
    this.#options.recorder.record(fact);
    this.#options.log.info({ action, verdict }, 'access decided');
  }

  /** D6: safe on disk before anything shows or moves, but for at most 100 ms. */
  async #synced(): Promise<void> {
    const { timers, recorder, log } = this.#options;
    const synced = await within(timers, syncMilliseconds, recorder.synced());
    if (synced) return;
    log.error({}, 'decision not on disk in time');
    recorder.record({ kind: 'alarm', alarm: 'storage-fault', raised: true });
  }

  #answer(request: Request, { claims }: Judgement, { verdict, inputs }: Outcome): Answer {
    const { rental } = this.#options.recorder.state;
    const isOwn = rental.kind === 'open' && rental.reservation === claims?.rights.reservation;
    const { odometer } = this.#options.recorder.state;
    return {
      type: 'answer',
      request: request.request,
      verdict,
      nonce: this.#options.random.bytes(16),
      ...(inputs === null ? {} : { doorsLocked: inputs.doorsLocked }),
      ...(inputs === null || verdict !== 'checklist-incomplete'
        ? {}
        : { missing: [...missingAtEnd(inputs)] }),
      ...(isOwn
        ? { rental: rental.reservation, openedAt: rental.openedAt, odometerMetres: odometer.metres }
        : {}),
    };
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
