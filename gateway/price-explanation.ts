import { euros } from './amounts.ts';
import { columns } from './columns.ts';
import type { PricedAnswer } from './pricing/price-json.ts';
import type { PriceLine } from './pricing/price-line.ts';
import { ruleTexts } from './rule-texts.ts';

/** The price of a rental as a person reads it: each line with its rule and where the price is printed. */
export function priceExplanation({ id, result }: PricedAnswer): string {
  const name = id ?? '(no id)';
  if (!result.ok) return `${name}: ${result.error.code}: ${result.error.message}\n`;
  const { priceList, lines, refused, totalCents } = result;
  const total = ['  total', '', '', '', '', '=', euros(totalCents)];
  return [
    `${name}: ${euros(totalCents)} EUR on ${priceList}`,
    columns([...lines.map(row), total], [1, 4, 6]),
    ...refused.map(({ code, reason }) => `  refused: ${code}, ${reason} (T14)`),
    ...rulesOf(lines),
    '',
  ].join('\n');
}

const row = ({ code, quantity, unit, unitPriceCents, amountCents, ...origin }: PriceLine): string[] => [
  `  ${code}`,
  String(quantity),
  unitTexts[unit],
  'x',
  euros(unitPriceCents),
  '=',
  euros(amountCents),
  origin.decided ? `${origin.rule} (decided)` : origin.rule,
  origin.source,
];

/** UN/ECE Recommendation 20 as people write it; nothing for pieces. */
const unitTexts = { HUR: 'h', DAY: 'd', WEE: 'wk', KMT: 'km', C62: '' } as const;

const rulesOf = (lines: readonly PriceLine[]): string[] =>
  [...new Set(lines.map(({ rule }) => rule))].map((rule) => `  ${rule.padEnd(3)} ${ruleTexts[rule]}`);
