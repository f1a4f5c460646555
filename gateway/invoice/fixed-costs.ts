import type { Formula, PriceList } from '../pricing/price-list.ts';

type ByUsers = NonNullable<Formula['monthly']>;

/** A cost that does not depend on rides. */
export interface FixedCost {
  readonly code: 'subscription' | 'activation';
  readonly formula: string;
  /** Users that it is for: all of them, or those that are new. */
  readonly users: number;
  readonly amountCents: number;
  readonly source: string;
}

/** What users cost together: the first, each further one, and at most the maximum. */
export function costOfUsers(
  { firstUserCents, furtherUserCents, maximumCents }: ByUsers,
  users: number,
): number {
  if (users <= 0) return 0;
  return Math.min(firstUserCents + (users - 1) * furtherUserCents, maximumCents ?? Number.POSITIVE_INFINITY);
}

/** Subscription of a month and activation of the users who are new in it, by the formula of the list. */
export function fixedCosts(
  list: PriceList,
  formula: string,
  users: { readonly before: number; readonly atEnd: number },
): FixedCost[] {
  const { monthly, activation } = list.formulas[formula] ?? {};
  const costs: FixedCost[] = [];
  if (monthly !== undefined && users.atEnd > 0)
    costs.push({
      code: 'subscription',
      formula,
      users: users.atEnd,
      amountCents: costOfUsers(monthly, users.atEnd),
      source: monthly.source,
    });
  if (activation === undefined) return costs;
  const amountCents = costOfUsers(activation, users.atEnd) - costOfUsers(activation, users.before);
  const fresh = users.atEnd - users.before;
  if (amountCents > 0)
    costs.push({ code: 'activation', formula, users: fresh, amountCents, source: activation.source });
  return costs;
}
