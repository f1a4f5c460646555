import type { RentalReceipt } from '../protocol/link/rental-receipt.ts';
import type { FactOf } from '../protocol/messages/registry.ts';
import type { ChecklistItem } from '../protocol/messages/words.ts';
import { fail } from './evidence-fault.ts';
import { type ReceiptFields, recordsGive, requireSame } from './receipt-fields.ts';
import type { RecordApplied } from './rental/evolve.ts';

/** Of tank or battery, below which the point `fuel` of the checklist is not done (clause 6.9). */
const leastPermille = 250;

/**
 * Key, fuel card and what is missing as the records from the opening to the receipt's last one have it (clause 14.4). Where
 * none of them is of a holder, what it held was recorded before the rental. What a point's absence means only the operator's
 * settings say, so only what is named as missing is compared, and with what the records can know.
 * @throws {Error} the first that is wrong.
 */
export function requireChecklist(receipt: RentalReceipt, records: readonly RecordApplied[]): void {
  requireSame(receipt, custodyIn(records), recordsGive);
  if (receipt.moment === 'ended') requireSame(receipt, { missing: [] }, 'the closing gives');
  for (const item of receipt.missing) {
    const done = whyDone(item, receipt, records);
    if (done !== null) fail('receipt.missing', `names ${item}, and ${done}`);
  }
}

function custodyIn(records: readonly RecordApplied[]): ReceiptFields {
  const key = lastOf(records, 'key');
  const card = lastOf(records, 'fuel-card');
  return {
    ...(key !== undefined && { keyInHolder: key.inHolder }),
    ...(card !== undefined && { fuelCardInHolder: card.inHolder }),
  };
}

const lastOf = (records: readonly RecordApplied[], item: FactOf<'custody-changed'>['item']) =>
  records
    .flatMap(({ fact }) => (fact?.kind === 'custody-changed' && fact.item === item ? [fact] : []))
    .at(-1);

/** Null where it may be missing for all that the receipt and the records say. */
function whyDone(
  item: ChecklistItem,
  { keyInHolder, fuelCardInHolder, fuelPermille }: RentalReceipt,
  records: readonly RecordApplied[],
): string | null {
  switch (item) {
    case 'key':
      return keyInHolder ? 'the key is in its holder' : null;
    case 'fuel-card':
      return fuelCardInHolder ? 'the card is in its holder' : null;
    case 'fuel':
      return fuelPermille === undefined || fuelPermille >= leastPermille ? 'not so little fuel' : null;
    case 'key-use':
      return wasKeyOut(records) ? `${recordsGive} that the key was out` : null;
    case 'charge-cable':
      return isCableIn(records) ? `${recordsGive} that the cable is in` : null;
    case 'ignition':
    case 'doors':
    case 'windows':
    case 'lights':
    case 'zone':
      return null;
    default:
      return item satisfies never;
  }
}

const wasKeyOut = (records: readonly RecordApplied[]): boolean =>
  records.some(({ fact }) => fact?.kind === 'custody-changed' && fact.item === 'key' && !fact.inHolder);

const isCableIn = (records: readonly RecordApplied[]): boolean =>
  records.flatMap(({ fact }) => (fact?.kind === 'cable-changed' ? [fact.connected] : [])).at(-1) === true;
