import { cardCustody } from './card-custody.ts';
import type { Check } from './check.ts';
import { convergence } from './convergence.ts';
import { doorsAsTold } from './doors-as-told.ts';
import type { Evidence } from './evidence.ts';
import { kilometres } from './kilometres.ts';
import { memory } from './memory.ts';
import { noDuplicate } from './no-duplicate.ts';
import { noLoss } from './no-loss.ts';
import { noUnlockWithoutRight } from './no-unlock-without-right.ts';
import { order } from './order.ts';
import { pricedOnce } from './priced-once.ts';
import { receiptAfterCommit } from './receipt-after-commit.ts';

/** All checks of a run, by the names under which reports give them; `within` says how long it had to settle. */
export const checkAll = (evidence: Evidence, within: string): readonly Check[] => [
  noLoss(evidence),
  noDuplicate(evidence),
  order(evidence),
  pricedOnce(evidence),
  kilometres(evidence),
  noUnlockWithoutRight(evidence),
  doorsAsTold(evidence),
  receiptAfterCommit(evidence),
  memory(evidence),
  convergence(evidence, within),
  cardCustody(evidence),
];
