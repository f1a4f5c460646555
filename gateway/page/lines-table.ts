import type { Entered, PriceOnStatement } from '../rental/statement.ts';
import { type Html, html, nothing } from './html.ts';
import type { Locale } from './locale.ts';
import type { Words } from './words.ts';

/** Times and odometer readings in words, by what a line can rest on. */
export interface LineBasis {
  readonly time: string;
  readonly unused: string;
  readonly late: string;
  readonly way: string;
}

interface Billed {
  readonly price: PriceOnStatement;
  readonly entered: Entered | null;
}

/** The lines of a bill, each with its rule in words and what it rests on. */
export function linesTable({ price, entered }: Billed, basis: LineBasis, locale: Locale, words: Words): Html {
  const { labels } = words;
  if (!price.ok) return html`<p class="remark">${labels.noPrice}: ${price.error.message}</p>`;
  const rows = price.lines.map((line) => {
    const { code, quantity, unit, unitPriceCents, amountCents, rule, decided } = line;
    const more = [words.rules[rule] ?? rule, restsOn(line, basis, entered, locale, words)].filter(
      (part) => part !== '',
    );
    const tag = decided ? html` <span class="tag">${labels.decided}</span>` : nothing;
    const unitText = words.units[unit] ?? unit;
    return html`<tr><td>${words.codes[code] ?? code}${tag}<small>${more.join(' ')}</small></td><td class="number">${locale.number(quantity)} ${unitText}</td><td class="number">${locale.amount(unitPriceCents)}</td><td class="number">${locale.amount(amountCents)}</td></tr>`;
  });
  const refused = price.refused.map(({ reason }) => html`<p class="remark">${labels.refused}: ${reason}</p>`);
  return html`<table><thead><tr><th>${labels.line}</th><th class="number">${labels.quantity}</th><th class="number">${labels.unitPrice}</th><th class="number">${labels.amount}</th></tr></thead><tbody>${rows}<tr class="sum"><td>${labels.total}</td><td></td><td></td><td class="number">${locale.amount(price.totalCents)}</td></tr></tbody></table>${refused}`;
}

type Line = Extract<PriceOnStatement, { ok: true }>['lines'][number];

function restsOn(
  { code, rule }: Line,
  basis: LineBasis,
  entered: Entered | null,
  locale: Locale,
  words: Words,
): string {
  switch (rule) {
    case 'T4':
      return sentence(basis.time);
    case 'T6':
      return sentence(basis.unused);
    case 'T9':
      return code.startsWith('late.unannounced') ? sentence(basis.late) : '';
    case 'T10':
      return sentence(`${words.labels.odometer} ${basis.way}`);
    case 'T11':
      return entered?.fuelPrice === null || entered === null
        ? ''
        : sentence(`${locale.number(Number(entered.fuelPrice))} €/l`);
    case 'T12': {
      const fee = entered?.fees.find((each) => `fee.${each.code}` === code);
      return fee === undefined ? '' : sentence(words.origins[fee.origin]);
    }
    default:
      return '';
  }
}

const sentence = (text: string): string => (text === '' ? '' : `${text}.`);
