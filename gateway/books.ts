import { toHex } from '../protocol/codec/bytes.ts';
import type { EntryBodyOf } from '../protocol/entry/bodies.ts';
import type { CarId, CustomerId, ReservationId } from '../protocol/ids.ts';
import type { Clock } from '../protocol/runtime.ts';
import type { PublicKey } from '../protocol/token/cose-key.ts';
import type { Sign } from '../protocol/token/signed.ts';
import type { EpochMilliseconds } from '../protocol/units.ts';
import type { EntryLog } from './entries/entry-log.ts';
import { createEvidence } from './evidence.ts';
import type { CarKeys } from './ingest/car-keys.ts';
import { createInvoicing } from './invoicing.ts';
import { createLimit } from './limit.ts';
import { createLogCheck } from './log-check.ts';
import { parseFuelPrice } from './pricing/fuel-adjustment.ts';
import type { PriceList } from './pricing/price-list.ts';
import type { PriceLists } from './pricing/price-lists.ts';
import { moment } from './pricing/units.ts';
import { createPrivacy } from './privacy.ts';
import { createRebilling } from './rebilling.ts';
import { createCharges, type FoundProposal } from './register/charges.ts';
import { createCorrections, type TermsNow } from './register/corrections.ts';
import { found } from './register/faults.ts';
import { createFuelPrices } from './register/fuel-prices.ts';
import type { Billing } from './rental/billing.ts';
import { proposalsFrom } from './rental/charges.ts';
import { termsAt } from './rental/contract.ts';
import { noteOf, readEntryOf } from './rental/read-entry.ts';
import type { ChainedRecord } from './rental/rental-records.ts';
import { recordsBackToOpening } from './rental/rental-records.ts';
import { rentalOf } from './rental/rental-run.ts';
import type { ChargeIdOf, PriceUse } from './rental/statement-of.ts';
import { proposalId } from './rental/statement-of.ts';
import { createVersions } from './statement-versions.ts';
import type { RecordRow } from './storage/records.ts';
import type { ReservationChange } from './storage/reservations.ts';
import type { Storage } from './storage/storage.ts';
import { verifierOf } from './token/keys.ts';
import { createUnassigned } from './unassigned.ts';
import { createUnknownStretches } from './unknown-stretches.ts';
import { verifyEvidence } from './verify-evidence.ts';

export interface BooksParts {
  readonly storage: Storage;
  readonly entries: EntryLog;
  readonly billing: Billing;
  readonly clock: Clock;
  readonly lists: PriceLists;
  readonly priceLists: readonly PriceList[];
  readonly price: PriceUse;
  readonly chargeIdOf: ChargeIdOf;
  readonly readRecord: (row: RecordRow) => ChainedRecord;
  readonly keysOf: (car: CarId) => CarKeys | undefined;
  /** With the operator's billing key, of which this is the public half. */
  readonly sign: Sign;
  readonly billingKey: PublicKey;
}

/** The operator's bookkeeping: what is entered, what is billed, and what proves it. Each call is one transaction. */
export type Books = ReturnType<typeof createBooks>;

export function createBooks(parts: BooksParts) {
  const { storage, entries, billing } = parts;
  const readEntry = readEntryOf;
  return {
    ...createFuelPrices({
      storage,
      entries,
      billing,
      readEntry,
      isFuelPrice: (text) => parseFuelPrice(text) !== undefined,
    }),
    ...createCharges({
      storage,
      entries,
      billing,
      readEntry,
      noteOf,
      proposals: (reservation) => proposalsOf(parts, reservation),
      refusalOf: (reservation, code) => chargeRefusal(parts, reservation, code),
    }),
    ...createCorrections({
      storage,
      entries,
      billing,
      isFormula: (name) => parts.lists.formulas.has(name),
      termsAt: (customer, at) => currentTerms(parts, customer, at),
      refusalOf: (reservation, changes) => changeRefusal(parts, reservation, changes),
    }),
    ...createVersions(storage),
    ...createLogCheck(storage, verifierOf(parts.billingKey.x)),
    ...createRebilling(storage, billing),
    ...limitFrom(parts),
    ...createPrivacy({ storage, entries }),
    ...createUnassigned({ storage, entries, readRecord: parts.readRecord }),
    ...createUnknownStretches({ storage, readRecord: parts.readRecord }),
    ...createInvoicing({
      storage,
      entries,
      lists: parts.lists,
      termsAt: (customer, at) => currentTerms(parts, customer, at),
    }),
    ...createEvidence({
      ...parts,
      verifierOf: (car) => parts.keysOf(car)?.verify,
      faultIn: (file, car) => faultIn(parts, file, car),
    }),
    /** Ed25519 keys with which anybody can check evidence: the operator's, and each car's (clause 14.4). */
    publicKeys: () => ({
      operator: toHex(parts.billingKey.x),
      cars: storage.cars.list().map(({ car }) => ({
        car,
        key: toHex(found(storage.cars.find(car), `car ${car}`).publicKey),
        /** For what it signed before it was given new ones. */
        retired: storage.cars.retiredKeys(car).map(toHex),
      })),
    }),
  };
}

/** The limit of use, which reservations and tokens ask as well. */
export const limitFrom = (parts: Pick<BooksParts, 'storage' | 'entries' | 'price'>) =>
  createLimit({ ...parts, termsAt: (customer, at) => currentTerms(parts, customer, at) });

/** Evidence is checked before it is handed out, as whoever gets it will. */
function faultIn({ keysOf, billingKey }: BooksParts, file: Uint8Array, car: CarId): string | null {
  const { verify: verifyCar } = found(keysOf(car), `car ${car}`);
  const verdict = verifyEvidence(file, { verifyCar, verifyOperator: verifierOf(billingKey.x) });
  return verdict.holds ? null : verdict.fault;
}

/** What the records of closed rentals speak for. */
function proposalsOf(parts: BooksParts, wanted: ReservationId | null): FoundProposal[] {
  const { storage, chargeIdOf } = parts;
  return storage.rentals
    .list()
    .filter(
      ({ reservation, standing }) => standing === 'closed' && (wanted === null || reservation === wanted),
    )
    .filter(({ cause, notes }) => cause !== 'ended' || notes !== null)
    .flatMap(({ car, journal, closedSeq }) => {
      if (closedSeq === null) return [];
      const records = recordsBackToOpening(
        { ...parts, verifierOf: () => undefined },
        { car, journal, seq: closedSeq },
      );
      const run = records && rentalOf(records.map(({ applied }) => applied));
      if (run === null) return [];
      const { reservation } = run.closed.fact;
      return proposalsFrom(run.closed.fact).map((proposal) => ({
        ...proposal,
        reservation,
        charge: proposalId(run.closed, proposal.code, chargeIdOf),
      }));
    });
}

/** A fee must stand on the list of the rental, or for none on the newest (T12). */
function chargeRefusal(
  { storage, lists, clock }: BooksParts,
  reservation: ReservationId | null,
  code: string,
): string | null {
  const startsAt =
    reservation === null
      ? clock.wall()
      : found(storage.reservations.find(reservation), `reservation ${reservation}`).startsAt;
  const list = lists.select({ start: moment(startsAt) });
  return Object.hasOwn(list.fees, code) ? null : `fee ${code} is not on the list ${list.id}`;
}

type TermsEntry = NonNullable<ReturnType<typeof readEntryOf>> & {
  readonly body: EntryBodyOf<'customer-terms'>;
};

function currentTerms(
  { storage, entries }: Pick<BooksParts, 'storage' | 'entries'>,
  customer: CustomerId,
  at: EpochMilliseconds,
): TermsNow {
  const pseudonym = entries.pseudonymOf('customer', customer);
  const all = storage.entries
    .ofCustomer(pseudonym, 'customer-terms')
    .flatMap(({ raw }) => readEntryOf(raw) ?? [])
    .filter((entry): entry is TermsEntry => entry.body.kind === 'customer-terms');
  return found(termsAt(all, pseudonym, at), `customer ${customer}`).body;
}

function changeRefusal(
  { storage, price }: BooksParts,
  reservation: ReservationId,
  changes: readonly ReservationChange[],
): string | null {
  const row = found(storage.reservations.find(reservation), `reservation ${reservation}`);
  const customer = found(storage.people.customer(row.customer), `customer ${row.customer}`);
  const { priceClass } = found(storage.cars.find(row.car), `car ${row.car}`);
  const result = price({
    formula: customer.formula,
    plus: customer.plus === 1,
    priceClass,
    startsAt: row.startsAt,
    endsAt: row.firstEndsAt,
    changes,
    returnedAt: null,
    distanceMetres: 0,
  });
  return result.ok ? null : result.error.message;
}
