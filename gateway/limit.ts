import type { CustomerId, ReservationId } from '../protocol/ids.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import { euros } from './amounts.ts';
import type { EntryLog } from './entries/entry-log.ts';
import type { TermsNow } from './register/corrections.ts';
import { found, refused } from './register/faults.ts';
import type { PriceUse } from './rental/statement-of.ts';
import type { ReservationRow } from './storage/reservations.ts';
import type { Storage } from './storage/storage.ts';

export interface LimitParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly price: PriceUse;
  readonly termsAt: (customer: CustomerId, at: EpochMilliseconds) => TermsNow;
}

/** How far a customer has come towards its limit of use, in cents (article 4.2 of the lists). */
export interface UseOfLimit {
  readonly customer: CustomerId;
  /** The contribution paid; null where none was entered, and nothing is limited. */
  readonly limitCents: number | null;
  /** Invoices that are not paid, and statements that no invoice names yet. */
  readonly openCents: number;
  /** Estimates: reservations that have begun and have no statement yet, for their reserved time and the metres so far. */
  readonly underWayCents: number;
  /** Estimates: reservations to come, for their reserved time. */
  readonly futureCents: number;
  readonly usedCents: number;
}

/** A reservation as it would be used: reserved and kept to its end. */
type Planned = Pick<ReservationRow, 'car' | 'customer' | 'startsAt' | 'endsAt'>;

/** The limit of use: what is open, under way and to come never exceeds the contribution paid. */
export function createLimit(parts: LimitParts) {
  const { storage } = parts;
  return {
    /** @throws {Fault} `not-found`. */
    useOfLimit: (customer: CustomerId): UseOfLimit => useOf(parts, customer),

    /** For a new reservation, which is not among the others yet. @throws {Fault} `limit-of-use`, with the figures. */
    requireRoomFor(planned: Planned): void {
      const limitCents = limitOf(parts, planned.customer);
      if (limitCents === null) return;
      const use = useOf(parts, planned.customer);
      const more = estimate(parts, planned, 0);
      if (use.usedCents + more > limitCents) throw beyond(`customer ${planned.customer}`, use, more);
    },

    /**
     * For a token: a rental that has begun is never hindered.
     * @throws {Fault} `limit-of-use`, with the figures; a driver reads it, so it does not name the customer.
     */
    requireWithinLimit(reservation: ReservationId): void {
      const row = storage.reservations.find(reservation);
      if (row === undefined || storage.rentals.isTaken(reservation)) return;
      const limitCents = limitOf(parts, row.customer);
      if (limitCents === null) return;
      const use = useOf(parts, row.customer);
      if (use.usedCents > limitCents) throw beyond(`reservation ${reservation}`, use, 0);
    },
  };
}

/** Of most customers nothing is limited, and what they use need not be worked out. */
function limitOf({ storage, entries, termsAt }: LimitParts, customer: CustomerId): number | null {
  found(storage.people.customer(customer), `customer ${customer}`);
  return termsAt(customer, entries.now()).contributionCents ?? null;
}

function useOf(parts: LimitParts, customer: CustomerId): UseOfLimit {
  const { storage, entries } = parts;
  const limitCents = limitOf(parts, customer);
  const now = entries.now();
  const person = entries.pseudonymOf('customer', customer);
  const unpaid = storage.invoices.ofCustomer(person).filter(({ paidAt }) => paidAt === null);
  const drafts = storage.statements.ofCustomer(person, 'draft');
  const credits = storage.invoices.openCredits(person);
  const openCents = sum([...unpaid, ...drafts, ...credits].map(({ totalCents }) => totalCents ?? 0));
  const waiting = storage.reservations
    .ofCustomer(customer)
    .filter(({ reservation, cancelledAt }) => cancelledAt === null && !isBilled(storage, reservation));
  const underWay = waiting.filter(({ startsAt }) => startsAt <= now);
  const future = waiting.filter(({ startsAt }) => startsAt > now);
  const underWayCents = sum(
    underWay.map((row) => estimate(parts, row, metresSoFar(storage, row.reservation))),
  );
  const futureCents = sum(future.map((row) => estimate(parts, row, 0)));
  const usedCents = openCents + underWayCents + futureCents;
  return { customer, limitCents, openCents, underWayCents, futureCents, usedCents };
}

const isBilled = ({ statements }: Storage, reservation: ReservationId): boolean =>
  statements.ofReservation(reservation).length > 0;

const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0);

/** By the trips that are known. */
const metresSoFar = ({ rentals }: Storage, reservation: ReservationId): number =>
  Math.max(0, rentals.tripMetresOf(reservation));

/** What has no price yet counts for nothing: nothing is guessed. */
function estimate({ storage, price, termsAt }: LimitParts, planned: Planned, distanceMetres: number): number {
  const { car, customer, startsAt, endsAt } = planned;
  const { formula, plus } = termsAt(customer, startsAt);
  const { priceClass } = found(storage.cars.find(car), `car ${car}`);
  const result = price({
    formula,
    plus,
    priceClass,
    startsAt,
    endsAt,
    changes: [],
    returnedAt: endsAt,
    distanceMetres,
  });
  return result.ok ? result.totalCents : 0;
}

function beyond(
  what: string,
  { limitCents, openCents, underWayCents, futureCents, usedCents }: UseOfLimit,
  more: number,
) {
  const parts = [
    `open ${euros(openCents)}`,
    `under way ${euros(underWayCents)}`,
    `reserved ${euros(futureCents)}`,
    ...(more === 0 ? [] : [`this one ${euros(more)}`]),
  ];
  return refused(
    'limit-of-use',
    `${what}: ${euros(usedCents + more)} EUR (${parts.join(', ')}) is beyond the customer's limit of use of ${euros(limitCents ?? 0)} EUR`,
  );
}
