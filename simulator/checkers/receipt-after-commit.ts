import { type Check, checkOf } from './check.ts';
import type { Evidence } from './evidence.ts';

/** A receipt names only what was committed when it was published (D3). */
export function receiptAfterCommit({ receipts }: Pick<Evidence, 'receipts'>): Check {
  const faults = receipts
    .filter(({ through, committed }) => committed < through)
    .map(
      ({ car, journal, through, committed }) =>
        `${car}: a receipt for ${through} records of ${journal}, of which ${committed} were committed`,
    );
  return checkOf('receipt-after-commit', `${receipts.length} receipts`, faults);
}
