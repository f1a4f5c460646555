import { sameBytes } from '../protocol/codec/bytes.ts';
import type { CarId, ReservationId } from '../protocol/ids.ts';
import { readKeptReceipt } from '../protocol/link/kept-receipt.ts';
import {
  decodeRentalReceipt,
  mostReceiptTrips,
  type RentalReceipt,
} from '../protocol/link/rental-receipt.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { VerifyCar } from '../protocol/token/signed.ts';
import { fail, within } from './evidence-fault.ts';
import { type ReceiptFields, recordsGive, requireSame } from './receipt-fields.ts';
import type { RecordApplied } from './rental/evolve.ts';
import { requireChecklist } from './verify-receipt-checklist.ts';

/** What evidence has shown to be the car's own. */
export interface ProvenRental {
  readonly car: CarId;
  readonly reservation: ReservationId;
  readonly records: readonly ProvenRecord[];
}

export interface ProvenRecord {
  readonly applied: RecordApplied;
  /** SHA-256 of its header. */
  readonly link: Uint8Array;
}

/** A clock that moves back by less leaves no record (clause 3.7, clock-adjusted). */
const clockSlackMilliseconds = 2000;

/**
 * Checks a receipt as a phone keeps it against the records of evidence (clause 14.4): the car's signature, then that it
 * rests on these very records and says what they say. Gives the moment that it is of. @throws {Error} the first that is wrong.
 */
export function requireReceipt(
  kept: Uint8Array,
  rental: ProvenRental,
  verify: VerifyCar,
): RentalReceipt['moment'] {
  const receipt = signedReceipt(kept, verify);
  requireSame(receipt, { car: rental.car, reservation: rental.reservation }, 'the evidence is of');
  const through = requireRecords(receipt, rental.records);
  requireSame(receipt, atOpening(rental.records), recordsGive);
  requireSame(receipt, { trips: tripsOf(rental.records, receipt.throughSeq) }, recordsGive);
  requireMoment(receipt, through);
  const there = rental.records.map(({ applied }) => applied);
  requireChecklist(receipt, there.slice(0, receipt.throughSeq - receipt.fromSeq + 1));
  return receipt.moment;
}

function signedReceipt(kept: Uint8Array, verify: VerifyCar): RentalReceipt {
  const { receipt, signedBytes, signature } = within('receipt', () =>
    decodeRentalReceipt(readKeptReceipt(new TextDecoder().decode(kept)).signed),
  );
  if (!verify(signedBytes, signature)) fail('receipt', 'not signed by this car');
  return receipt;
}

/** The record that the receipt reaches to, which carries the chain before it. */
function requireRecords(
  { journal, fromSeq, throughSeq, link }: RentalReceipt,
  records: readonly ProvenRecord[],
): RecordApplied {
  const [first] = records;
  if (first === undefined)
    return fail('receipt', 'the car was opened, but the evidence is of a reservation that nobody used');
  if (first.applied.journal !== journal)
    fail('receipt.journal', `says ${journal}, ${recordsGive} ${first.applied.journal}`);
  if (first.applied.seq !== fromSeq)
    fail('receipt.fromSeq', `says ${fromSeq}, ${recordsGive} ${first.applied.seq}`);
  const last = records[throughSeq - fromSeq] ?? fail('receipt.throughSeq', `no record ${throughSeq} there`);
  if (!sameBytes(last.link, link))
    fail('receipt.link', `record ${throughSeq} is another than the car gave its receipt for`);
  return last.applied;
}

function atOpening([first]: readonly ProvenRecord[]): ReceiptFields {
  if (first?.applied.fact?.kind !== 'rental-opened') return fail('records', 'do not begin with an opening');
  const { wallTime, odometerMetres, fact } = first.applied;
  return {
    subject: fact.subject,
    openedAt: wallTime,
    openedOdometerMetres: odometerMetres,
    openedFuelPermille: fact.fuelPermille,
  };
}

const tripsOf = (records: readonly ProvenRecord[], throughSeq: number): RentalReceipt['trips'] =>
  records
    .flatMap(({ applied: { seq, fact } }) =>
      seq <= throughSeq && fact?.kind === 'trip-ended' ? [tripOf(fact)] : [],
    )
    .slice(-mostReceiptTrips);

const tripOf = ({ startedAt, endedAt, distanceMetres }: FactOf<'trip-ended'>) => ({
  startedAt,
  endedAt,
  distanceMetres,
});

function requireMoment(receipt: RentalReceipt, { fact, odometerMetres, wallTime }: RecordApplied): void {
  requireSame(receipt, { odometerMetres }, recordsGive);
  const moment = fact?.kind === 'rental-closed' ? 'ended' : 'locked';
  requireSame(receipt, { moment }, recordsGive);
  if (fact?.kind === 'rental-closed') {
    const { returnedAt, returnedAtQuality, fuelPermille } = fact;
    requireSame(receipt, { at: returnedAt, clockQuality: returnedAtQuality, fuelPermille }, recordsGive);
  } else if (receipt.at + clockSlackMilliseconds < wallTime) {
    fail('receipt.at', `says ${receipt.at}, before record ${receipt.throughSeq} at ${wallTime}`);
  }
}
