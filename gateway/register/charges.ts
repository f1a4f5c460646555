import type { EntryNote } from '../../protocol/entry/entry.ts';
import type { ChargeId, CustomerId, ReservationId } from '../../protocol/ids.ts';
import type { EpochMilliseconds } from '../../protocol/units.ts';
import type { EntryLog } from '../entries/entry-log.ts';
import type { Billing } from '../rental/billing.ts';
import type { Proposal } from '../rental/charges.ts';
import type { ReadEntry } from '../rental/read-entry.ts';
import type { Storage } from '../storage/storage.ts';
import { enterCustomer } from './entered.ts';
import { found, refused } from './faults.ts';

/** Who entered something and why: every charge and every decision says so. */
export type Note = EntryNote;

/** A fee or compensation for a rental or, without one, for a customer (T12). */
export interface NewCharge {
  readonly reservation: ReservationId | null;
  /** Only without a reservation: that one knows its customer. */
  readonly customer: CustomerId | null;
  readonly code: string;
  /** A decimal number as text. */
  readonly quantity: string;
  readonly occurredAt: EpochMilliseconds;
}

/** A receipt for fuel that a customer paid (T14). */
export interface NewReceipt {
  readonly reservation: ReservationId;
  readonly amountCents: number;
  readonly submittedAt: EpochMilliseconds;
  readonly approved: boolean;
}

/** A charge or receipt, and what became of it. */
export interface ListedCharge {
  readonly charge: ChargeId;
  readonly kind: 'proposal' | 'manual' | 'receipt';
  readonly reservation: ReservationId | null;
  readonly customer: string | null;
  readonly code: string;
  readonly quantity: string;
  /** Of a receipt. */
  readonly amountCents: number | null;
  /** What the records say for a proposal. */
  readonly grounds: readonly string[];
  readonly standing: 'open' | 'accepted' | 'rejected';
  /** Who decided last and why; null where nobody has, or the person is erased. */
  readonly note: Note | null;
}

/** A proposal that the records of a rental make. */
export interface FoundProposal extends Proposal {
  readonly charge: ChargeId;
  readonly reservation: ReservationId;
}

export interface ChargeParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly billing: Billing;
  readonly readEntry: (raw: Uint8Array) => ReadEntry | null;
  readonly noteOf: (raw: Uint8Array) => Note | null;
  /** Those of one reservation, or of all. */
  readonly proposals: (reservation: ReservationId | null) => FoundProposal[];
  /** Null where every list of the rental has such a fee; else why not. */
  readonly refusalOf: (reservation: ReservationId | null, code: string) => string | null;
}

/** Charges: what the records propose and what a person adds; nothing of it is charged by itself. */
export function createCharges(parts: ChargeParts) {
  const { storage, entries, billing } = parts;
  const rerate = (reservation: ReservationId | null, number: number): void => {
    if (reservation !== null) billing.rerate(reservation, `entry ${number}`);
  };
  return {
    charges: (reservation: ReservationId | null): ListedCharge[] => listed(parts, reservation),

    /** @throws {Fault} `not-found`, `invalid-charge`. */
    addCharge: (wanted: NewCharge, note: Note): ChargeId =>
      storage.transaction(() => {
        const { reservation, code, quantity, occurredAt } = wanted;
        const refusal = parts.refusalOf(reservation, code);
        if (refusal !== null) throw refused('invalid-charge', refusal);
        if (!(Number(quantity) > 0)) throw refused('invalid-charge', `${quantity}: no quantity above zero`);
        const charge = entries.newCharge();
        const customer = enterCustomer(parts, customerOf(storage, wanted));
        const { number } = entries.append(
          {
            kind: 'charge-added',
            charge,
            ...(reservation === null ? {} : { reservation }),
            customer,
            code,
            quantity,
            occurredAt,
          },
          note,
        );
        rerate(reservation, number);
        return charge;
      }),

    /** @throws {Fault} `not-found`. */
    handInReceipt: (receipt: NewReceipt, note: Note): ChargeId =>
      storage.transaction(() => {
        found(storage.reservations.find(receipt.reservation), `reservation ${receipt.reservation}`);
        const charge = entries.newCharge();
        const { number } = entries.append({ kind: 'receipt-handed-in', charge, ...receipt }, note);
        rerate(receipt.reservation, number);
        return charge;
      }),

    /** Accepts or rejects a proposal, a manual charge or a receipt; a later decision stands. @throws {Fault} `not-found`. */
    decideCharge: (charge: ChargeId, accepted: boolean, note: Note): ListedCharge =>
      storage.transaction(() => {
        const known = found(
          listed(parts, null).find((each) => each.charge === charge),
          `charge ${charge}`,
        );
        const { reservation, code } = known;
        const refusal = accepted && known.kind !== 'receipt' ? parts.refusalOf(reservation, code) : null;
        if (refusal !== null) throw refused('invalid-charge', refusal);
        const { number } = entries.append(
          { kind: 'charge-decided', charge, accepted, ...(reservation === null ? {} : { reservation }) },
          note,
        );
        rerate(reservation, number);
        return { ...known, standing: accepted ? 'accepted' : 'rejected', note };
      }),
  };
}

function customerOf(storage: Storage, { reservation, customer }: NewCharge): CustomerId {
  if (reservation !== null)
    return found(storage.reservations.find(reservation), `reservation ${reservation}`).customer;
  if (customer === null) throw refused('invalid-charge', 'neither a rental nor a customer is named');
  return found(storage.people.customer(customer), `customer ${customer}`).customer;
}

function listed(parts: ChargeParts, wanted: ReservationId | null): ListedCharge[] {
  const decisions = decisionsOf(parts);
  const standing = (charge: ChargeId, otherwise: ListedCharge['standing'], note: Note | null) => {
    const decided = decisions.get(charge);
    if (decided === undefined) return { standing: otherwise, note };
    return { standing: decided.accepted ? ('accepted' as const) : ('rejected' as const), note: decided.note };
  };
  const proposed = parts.proposals(wanted).map(
    ({ charge, reservation, code, grounds }): ListedCharge => ({
      charge,
      kind: 'proposal',
      reservation,
      customer: parts.storage.reservations.find(reservation)?.customer ?? null,
      code,
      quantity: '1',
      amountCents: null,
      grounds,
      ...standing(charge, 'open', null),
    }),
  );
  const entered = (['charge-added', 'receipt-handed-in'] as const)
    .flatMap((kind) => parts.storage.entries.ofKind(kind))
    .flatMap(({ raw }) => {
      const body = parts.readEntry(raw)?.body;
      const note = parts.noteOf(raw);
      if (body?.kind === 'charge-added') return manual(parts, body, standing(body.charge, 'accepted', note));
      if (body?.kind !== 'receipt-handed-in') return [];
      return receipt(parts, body, standing(body.charge, body.approved ? 'accepted' : 'open', note));
    });
  return [...proposed, ...entered].filter(({ reservation }) => wanted === null || reservation === wanted);
}

type Standing = Pick<ListedCharge, 'standing' | 'note'>;
type BodyOf<Kind extends ReadEntry['body']['kind']> = Extract<ReadEntry['body'], { kind: Kind }>;

const manual = (
  { storage }: ChargeParts,
  { charge, reservation, customer, code, quantity }: BodyOf<'charge-added'>,
  standing: Standing,
): ListedCharge => ({
  charge,
  kind: 'manual',
  reservation: reservation ?? null,
  customer: storage.pseudonyms.find(customer)?.name ?? customer,
  code,
  quantity,
  amountCents: null,
  grounds: [],
  ...standing,
});

const receipt = (
  { storage }: ChargeParts,
  { charge, reservation, amountCents }: BodyOf<'receipt-handed-in'>,
  standing: Standing,
): ListedCharge => ({
  charge,
  kind: 'receipt',
  reservation,
  customer: storage.reservations.find(reservation)?.customer ?? null,
  code: 'fuel-receipt',
  quantity: '1',
  amountCents,
  grounds: [],
  ...standing,
});

function decisionsOf({ storage, readEntry, noteOf }: ChargeParts) {
  const decisions = new Map<ChargeId, { readonly accepted: boolean; readonly note: Note | null }>();
  for (const { raw } of storage.entries.ofKind('charge-decided')) {
    const body = readEntry(raw)?.body;
    if (body?.kind === 'charge-decided')
      decisions.set(body.charge, { accepted: body.accepted, note: noteOf(raw) });
  }
  return decisions;
}
