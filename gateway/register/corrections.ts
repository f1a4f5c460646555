import type { CustomerId, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds, Metres } from '../../protocol/units.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import type { Billing } from '../rental/billing.ts';
import type { ReservationChange } from '../storage/reservations.ts';
import type { Storage } from '../storage/storage.ts';
import type { Note } from './charges.ts';
import { enterCustomer } from './entered.ts';
import { found, refused } from './faults.ts';

/** A change of a reservation's end that is entered after it was asked. */
export interface LateChange {
  readonly reservation: ReservationId;
  readonly askedAt: EpochMilliseconds;
  readonly endsAt: EpochMilliseconds;
}

/** Other terms of a customer, for reservations that start from a time on. */
export interface NewTerms {
  readonly customer: CustomerId;
  readonly from: EpochMilliseconds;
  readonly formula?: string | undefined;
  readonly plus?: boolean | undefined;
  readonly contributionCents?: number | undefined;
}

export interface CorrectionParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly billing: Billing;
  readonly isFormula: (formula: string) => boolean;
  /** The newest terms of a customer that hold at a time. */
  readonly termsAt: (customer: CustomerId, at: EpochMilliseconds) => TermsNow;
  /** Null where a reservation with these changes can be priced; else why not (T3, T8, T15). */
  readonly refusalOf: (reservation: ReservationId, changes: readonly ReservationChange[]) => string | null;
}

export interface TermsNow {
  readonly formula: string;
  readonly plus: boolean;
  readonly contributionCents?: number | undefined;
}

/** What turns out later than it happened: each is a signed entry, and what it changes is billed anew. */
export const createCorrections = (parts: CorrectionParts) => ({
  /** Bills other metres than the odometer's; the statement shows both. @throws {Fault} `not-found`. */
  correctDistance: (reservation: ReservationId, distanceMetres: Metres, note: Note): void =>
    parts.storage.transaction(() => {
      const { storage, entries, billing } = parts;
      found(storage.statements.firstPlace(reservation), `billed rental of reservation ${reservation}`);
      const { number } = entries.append({ kind: 'distance-corrected', reservation, distanceMetres }, note);
      billing.rerate(reservation, `entry ${number}`);
    }),

  /** @throws {Fault} `not-found`, `cancelled`, `invalid-change`. */
  enterLateChange: ({ reservation, askedAt, endsAt }: LateChange, note: Note): ReservationChange =>
    parts.storage.transaction(() => {
      const { storage, entries, billing } = parts;
      const row = found(storage.reservations.find(reservation), `reservation ${reservation}`);
      if (row.cancelledAt !== null) throw refused('cancelled', `reservation ${reservation} is cancelled`);
      if (askedAt > entries.now()) throw refused('invalid-change', 'it was asked in the future');
      const known = storage.reservations.changes(reservation);
      const before = known.filter(({ at }) => at <= askedAt).at(-1)?.endsAt ?? row.firstEndsAt;
      const others = storage.reservations
        .overlapping(row.car, before, endsAt)
        .filter((id) => id !== reservation);
      const change = { at: askedAt, endsAt, hinders: endsAt > before && others.length > 0 };
      const changes = [...known, change].sort((left, right) => left.at - right.at);
      const refusal = parts.refusalOf(reservation, changes);
      if (refusal !== null) throw refused('invalid-change', refusal);
      storage.reservations.change(reservation, change);
      storage.reservations.setEnd(reservation, changes.at(-1)?.endsAt ?? endsAt);
      const { number } = entries.append(
        { kind: 'reservation-changed', reservation, askedAt, endsAt, hinders: change.hinders },
        note,
      );
      billing.rerate(reservation, `entry ${number}`);
      return change;
    }),

  /** @throws {Fault} `not-found`, `unknown-formula`. */
  changeTerms: ({ customer, from, ...wanted }: NewTerms, note?: Note): TermsNow =>
    parts.storage.transaction(() => {
      const { storage, entries, billing } = parts;
      found(storage.people.customer(customer), `customer ${customer}`);
      const pseudonym = enterCustomer(parts, customer);
      const known = parts.termsAt(customer, from);
      if (wanted.formula !== undefined && !parts.isFormula(wanted.formula))
        throw refused(
          'unknown-formula',
          `customer ${customer}: formula ${wanted.formula} is on no price list`,
        );
      const contributionCents = wanted.contributionCents ?? known.contributionCents;
      const terms = { formula: wanted.formula ?? known.formula, plus: wanted.plus ?? known.plus };
      const paid = contributionCents === undefined ? {} : { contributionCents };
      const { number } = entries.append(
        { kind: 'customer-terms', customer: pseudonym, ...terms, ...paid, from },
        note,
      );
      if (from <= entries.now()) storage.people.setTerms({ customer, ...terms });
      for (const { reservation, startsAt } of storage.reservations.ofCustomer(customer))
        if (startsAt >= from) billing.rerate(reservation, `entry ${number}`);
      return { ...terms, ...paid };
    }),
});
