import { sameBytes } from '../protocol/codec/bytes.ts';
import { messageOf } from '../protocol/errors.ts';
import type { CarId, ReservationId, TokenId } from '../protocol/ids.ts';
import type { LinkMessageOf } from '../protocol/link/messages.ts';
import type { Action, Verdict } from '../protocol/messages/words.ts';
import { sha256 } from '../protocol/node-digest.ts';
import type { Log, Random } from '../protocol/runtime.ts';
import type { Claims } from '../protocol/token/claims.ts';
import { type EpochMilliseconds, type EpochSeconds, toEpochMilliseconds } from '../protocol/units.ts';
import type { ClockPolicy } from './access/clock-policy.ts';
import type { ProofGround } from './access/connection.ts';
import type { Issuer } from './access/issuers.ts';
import type { AccessLists } from './access/lists.ts';
import type { Verifier } from './access/signatures.ts';
import { type DenyPolicy, type Judgement, judge, signedTimeIn } from './access/verdict.ts';
import type { CarReturn } from './car-return.ts';
import type { Decisions } from './decisions.ts';
import type { Doors } from './doors.ts';
import type { Logbook } from './logbook.ts';
import type { CabinInputs } from './ports.ts';
import type { Receipts } from './receipts.ts';
import type { Recorder } from './recorder.ts';
import { decideRental, openedBy, type RentalDecision } from './rental/rental.ts';
import type { StorageWatch } from './storage-watch.ts';
import type { RentalSurroundings } from './surroundings.ts';
import type { Turns } from './time/waiting.ts';
import type { WallTime } from './time/wall-clock.ts';

type Request = LinkMessageOf<'request'>;
type Answer = LinkMessageOf<'answer'>;

/** Nonces kept, each with its dialogue, to tell a replay from a forgery. */
const maxSpent = 8;

export interface GatekeeperOptions {
  readonly car: CarId;
  /** Of the configuration, where no key set holds. */
  readonly issuers: readonly Issuer[];
  readonly lists: () => AccessLists;
  readonly denyPolicy: DenyPolicy;
  /** As it is now. */
  readonly clockPolicy: () => ClockPolicy;
  readonly verify: Verifier;
  readonly random: Random;
  readonly log: Log;
  readonly recorder: Pick<Recorder, 'state'>;
  readonly storage: Pick<StorageWatch, 'inTime'>;
  readonly decisions: Decisions;
  readonly logbook: Logbook;
  readonly wallTime: () => WallTime;
  readonly doors: Doors;
  readonly carReturn: CarReturn;
  /** Shared with whatever else moves relays. */
  readonly turns: Turns;
  readonly surroundings: RentalSurroundings;
  /** Resolves when the car has been asked once more what a checklist wants to know of it. */
  readonly lastLook: () => Promise<void>;
  /** Opened for each answer and kept nowhere; undefined where the car has none. */
  readonly fuelCardPin: () => string | undefined;
  /** A token's `iat` is signed time (D8). */
  readonly signedTime: (time: EpochMilliseconds) => void;
  readonly receipts: Receipts;
}

interface Outcome {
  readonly verdict: Verdict;
  readonly inputs: CabinInputs | null;
}

const notConfirmed: Outcome = { verdict: 'not-confirmed', inputs: null };

/** Answers phones: judges, records, and only then moves the relay (D6), one request at a time whoever asks. */
export class Gatekeeper {
  readonly #options: GatekeeperOptions;
  #spent: readonly ProofGround[] = [];
  #proved: readonly Proved[] = [];

  constructor(options: GatekeeperOptions) {
    this.#options = options;
  }

  /** What goes wrong with disk or I/O board becomes a verdict; rejects only where the software is at fault. */
  decide(request: Request, ground: ProofGround): Promise<Answer> {
    return this.#options.turns.take(() => this.#decide(request, ground));
  }

  async #decide(request: Request, ground: ProofGround): Promise<Answer> {
    const judgement = this.#judge(request, ground);
    const outcome = await this.#carryOut(request.action, judgement).catch((thrown: unknown) =>
      this.#failed(request.action, judgement, thrown),
    );
    return this.#answer(request.action, judgement, outcome);
  }

  #judge(request: Request, { nonce, binding }: ProofGround): Judged {
    const { car, issuers, verify, wallTime, recorder, denyPolicy, clockPolicy } = this.#options;
    const lists = this.#options.lists();
    const { rental } = recorder.state;
    const now = wallTime();
    const tokenDigest = sha256(request.token);
    const usesOf = (tokenId: TokenId) => recorder.state.tokenUses.get(tokenId) ?? { uses: 0, usesInDoubt: 0 };
    const judgement = judge(
      { ...request, nonce, binding, tokenDigest },
      {
        car,
        issuers: lists.issuers ?? issuers,
        revokedKeys: lists.revokedKeys,
        denyList: lists.denyList,
        denyListNumber: lists.held['deny-list'],
        denyPolicy,
        clockPolicy: clockPolicy(),
        openReservation: rental.kind === 'open' ? rental.reservation : null,
        verify,
        now,
        usesOf,
        spent: this.#spent,
      },
    );
    this.#spent = [...this.#spent, { nonce, binding }].slice(-maxSpent);
    if (judgement.verdict === 'granted' && judgement.claims !== null) {
      const { reservation } = judgement.claims.rights;
      this.#proved = [...this.#proved, { binding, reservation }].slice(-maxSpent);
    }
    return { ...judgement, signedTime: signedTimeIn(judgement, now) };
  }

  /** Only when the decision is written down: its record tells by what clock it was made (clause 8.3). */
  #learn({ signedTime }: Judged): void {
    if (signedTime !== null) this.#options.signedTime(toEpochMilliseconds(signedTime));
  }

  /** Whose reservation was proved last in a dialogue; null where none was. */
  provedIn(binding: Uint8Array): ReservationId | null {
    return this.#proved.findLast((proved) => sameBytes(proved.binding, binding))?.reservation ?? null;
  }

  async #carryOut(action: Action, judged: Judged): Promise<Outcome> {
    const { verdict, claims } = judged;
    if (verdict !== 'granted' || claims === null) return this.#refuse(action, verdict, judged, null);
    const inputs = await this.#options.doors.read();
    if (action === 'end') await this.#options.lastLook();
    const decision = this.#decideRental(action, claims, inputs);
    if (decision.verdict !== 'granted') return this.#refuse(action, decision.verdict, judged, inputs);
    if (!this.#grant(action, { ...judged, claims }, decision)) return notConfirmed;
    await this.#synced();
    return this.#act(action, claims, inputs);
  }

  #decideRental(action: Action, claims: Claims, inputs: CabinInputs): RentalDecision {
    const { rental, ended } = this.#options.recorder.state;
    return decideRental(action, claims, {
      rental,
      inputs,
      isIncomplete: this.#options.surroundings.missing(inputs).length > 0,
      hasPin: this.#options.fuelCardPin() !== undefined,
      hasEnded: (reservation) => ended.includes(reservation),
    });
  }

  async #refuse(
    action: Action,
    verdict: Verdict,
    judged: Judged,
    inputs: CabinInputs | null,
  ): Promise<Outcome> {
    const isWritten = this.#options.decisions.refused(action, verdict, judged.claims);
    this.#learn(judged);
    if (isWritten) await this.#synced();
    return { verdict, inputs };
  }

  /** Records the decision and what it means for the rental; false where the journal has no room for it. */
  #grant(
    action: Action,
    judged: Judged & { readonly claims: Claims },
    decision: Extract<RentalDecision, { verdict: 'granted' }>,
  ): boolean {
    const { decisions, logbook, surroundings } = this.#options;
    const { claims } = judged;
    const isWritten = decisions.granted(action, claims);
    this.#learn(judged);
    if (!isWritten) return false;
    if (decision.supersedes !== null)
      logbook.closeRental(decision.supersedes, logbook.lockMoment(), 'superseded');
    const { fuelPermille, zones } = surroundings;
    return !decision.opens || logbook.record([openedBy(claims, { fuelPermille, zones })]);
  }

  async #act(action: Action, claims: Claims, before: CabinInputs): Promise<Outcome> {
    const outcome = await this.#move(action, before);
    if (outcome.verdict === 'not-confirmed') this.#options.decisions.notConfirmed(action, claims);
    else if (outcome.verdict !== 'granted') this.#options.decisions.refused(action, outcome.verdict, claims);
    await this.#synced();
    return outcome;
  }

  async #move(action: Action, before: CabinInputs): Promise<Outcome> {
    const { doors } = this.#options;
    switch (action) {
      case 'unlock':
        return confirmed(await doors.unlock());
      case 'lock':
        return confirmed(await doors.lock());
      case 'end':
        return this.#end();
      case 'status':
      case 'fuel-card':
      case 'service':
        return confirmed(before);
    }
  }

  async #end(): Promise<Outcome> {
    const end = await this.#options.carReturn.take();
    switch (end.kind) {
      case 'returned':
        return { verdict: 'granted', inputs: end.inputs };
      case 'incomplete':
        return { verdict: 'checklist-incomplete', inputs: end.inputs };
      case 'not-confirmed':
        return notConfirmed;
    }
  }

  async #failed(action: Action, judged: Judged, thrown: unknown): Promise<Outcome> {
    this.#options.log.error({ action, reason: messageOf(thrown) }, 'access not carried out');
    this.#options.decisions.notConfirmed(action, judged.claims);
    this.#learn(judged);
    await this.#synced();
    return notConfirmed;
  }

  /** D6: safe on disk before anything shows or moves, but for at most 100 ms. */
  #synced(): Promise<void> {
    return this.#options.storage.inTime();
  }

  #pin(): Pick<Answer, 'fuelCardPin'> {
    const fuelCardPin = this.#options.fuelCardPin();
    return fuelCardPin === undefined ? {} : { fuelCardPin };
  }

  /** At a lock and at the end, and again for who asks after the end: the first answer may have been lost. */
  #receipt(action: Action, { rights }: Claims, { verdict, inputs }: Outcome): Uint8Array | null {
    const { receipts } = this.#options;
    if (verdict === 'rental-ended') return receipts.ended(rights.reservation);
    if (verdict !== 'granted' || inputs === null) return null;
    if (action === 'end') return receipts.ended(rights.reservation);
    return action === 'lock' ? receipts.locked(rights.reservation, inputs) : null;
  }

  #answer(action: Action, { verdict: judged, claims }: Judgement, { verdict, inputs }: Outcome): Answer {
    const { rental, odometer } = this.#options.recorder.state;
    const receipt = claims === null ? null : this.#receipt(action, claims, { verdict, inputs });
    const isOwn =
      isProved(judged) && rental.kind === 'open' && rental.reservation === claims?.rights.reservation;
    return {
      type: 'answer',
      verdict,
      nonce: this.#options.random.bytes(16),
      ...(inputs === null ? {} : { doorsLocked: inputs.doorsLocked }),
      ...(inputs === null || verdict !== 'checklist-incomplete'
        ? {}
        : { missing: [...this.#options.surroundings.missing(inputs)] }),
      ...(isOwn
        ? { rental: rental.reservation, openedAt: rental.openedAt, odometerMetres: odometer.metres }
        : {}),
      ...(isOwn && action === 'fuel-card' && verdict === 'granted' ? this.#pin() : {}),
      ...(receipt === null ? {} : { receipt }),
    };
  }
}

interface Judged extends Judgement {
  /** What the car may learn of the time from the token (clause 8.2). */
  readonly signedTime: EpochSeconds | null;
}

/** A right that a phone has proved in a dialogue, whatever came of its request. */
interface Proved {
  readonly binding: Uint8Array;
  readonly reservation: ReservationId;
}

/** Of the verdicts on token and proof those that come after the proof: others may hold a copy of the token (clause 7.8). */
const isProved = (judged: Verdict): boolean => judged === 'granted' || judged === 'not-in-scope';

const confirmed = (inputs: CabinInputs | null): Outcome =>
  inputs === null ? notConfirmed : { verdict: 'granted', inputs };
