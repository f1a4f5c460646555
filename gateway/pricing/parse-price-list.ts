import { InvalidPriceList } from './errors.ts';
import { type PriceList, priceListShape } from './price-list.ts';
import { checkPriceList } from './price-list-checks.ts';

/**
 * The price list that `data` (a parsed file) holds. Throws `InvalidPriceList` naming `file` and every place that is
 * wrong.
 */
export function parsePriceList(data: unknown, file: string): PriceList {
  const parsed = priceListShape
    .superRefine((list, context) =>
      checkPriceList(list, (path, message) => context.addIssue({ code: 'custom', path, message })),
    )
    .safeParse(data);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'list'}: ${issue.message}`);
  throw new InvalidPriceList(`${file}: ${problems.join('; ')}`);
}
