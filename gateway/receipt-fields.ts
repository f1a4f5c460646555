import type { RentalReceipt } from '../protocol/link/rental-receipt.ts';
import { brief, fail } from './evidence-fault.ts';

/** What something else than the receipt says of some of its fields. */
export type ReceiptFields = Partial<Record<keyof RentalReceipt, unknown>>;

export const recordsGive = 'the records give';

/** Every field of `given` as the receipt has it. @throws {Error} naming the first that is another. */
export function requireSame(receipt: RentalReceipt, given: ReceiptFields, giver: string): void {
  const said = new Map<string, unknown>(Object.entries(receipt));
  for (const [name, value] of Object.entries(given))
    if (JSON.stringify(said.get(name)) !== JSON.stringify(value))
      fail(`receipt.${name}`, `says ${brief(said.get(name))}, ${giver} ${brief(value)}`);
}
