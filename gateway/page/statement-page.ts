import type { Statement, UnusedStatement } from '../rental/statement.ts';
import { timeChart, tripChart } from './chart.ts';
import { type Html, html, nothing } from './html.ts';
import { type Language, wordsIn } from './languages.ts';
import { type LineBasis, linesTable } from './lines-table.ts';
import { type Locale, localeOf } from './locale.ts';
import { page } from './page.ts';
import type { Words } from './words.ts';

/** A statement with what became of it. */
export interface ShownStatement {
  readonly statement: Statement | UnusedStatement;
  readonly version: number;
  /** The invoice that names it; null for a draft. */
  readonly invoice: string | null;
}

/** A statement as one self-contained page, ready for print. */
export function statementPage(shown: ShownStatement, language: Language): string {
  const words = wordsIn(language);
  const locale = localeOf(words);
  const { statement } = shown;
  const title = `${words.statement} ${statement.reservation}`;
  const parts = 'kind' in statement ? unused(statement, locale, words) : driven(statement, locale, words);
  return page(language, title, html`${head(shown, locale, words)}${parts}${foot(statement, words)}`);
}

function head({ statement, version, invoice }: ShownStatement, locale: Locale, words: Words): Html {
  const { labels } = words;
  const { price, contract, car } = statement;
  const total = price.ok
    ? html`<div class="total"><b>${locale.amount(price.totalCents)}</b><span>${invoice ?? words.draft}</span></div>`
    : html`<div class="total"><b>–</b><span>${labels.noPrice}</span></div>`;
  const facts: readonly (readonly [string, string])[] =
    contract === null
      ? [[labels.car, car]]
      : [
          [labels.customer, named(contract.customer, words)],
          [labels.driver, named(contract.driver, words)],
          [labels.car, car],
          [labels.formula, `${contract.formula}${contract.plus ? ' PLUS' : ''}`],
          [labels.class, contract.priceClass],
          [labels.priceList, price.ok ? price.priceList : '–'],
        ];
  return html`<header><div><h1>${words.statement}</h1><p>${labels.rental} <code>${statement.reservation}</code>${version === 1 ? '' : ` · ${labels.version} ${version}`}</p></div>${total}</header>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
`;
}

/** An erased person leaves a pseudonym, which tells a reader nothing. */
const named = (text: string, { labels }: Words): string =>
  /^[0-9a-f]{16}$/.test(text) ? labels.unknown : text;

function driven(statement: Statement, locale: Locale, words: Words): Html {
  const { labels } = words;
  const { contract, openedAt, returnedAt, openedOdometerMetres, closedOdometerMetres, distanceMetres } =
    statement;
  const corrected = statement.entered?.correctedMetres ?? null;
  const distance = corrected ?? distanceMetres;
  const note =
    corrected === null ? '' : labels.correctedDistance.replace('{metres}', locale.kilometres(distanceMetres));
  const facts: readonly (readonly [string, string, string])[] = [
    ...(contract === null
      ? []
      : [
          [
            labels.reserved,
            locale.moment(contract.reservedFrom),
            `– ${locale.moment(contract.reservedUntil)}`,
          ] as const,
        ]),
    [labels.opened, locale.moment(openedAt), `${labels.odometer} ${locale.kilometres(openedOdometerMetres)}`],
    [
      labels.returned,
      locale.moment(returnedAt),
      `${labels.odometer} ${locale.kilometres(closedOdometerMetres)}`,
    ],
    [labels.duration, locale.duration(Math.max(0, returnedAt - openedAt)), ''],
    [labels.distance, locale.kilometres(distance), note],
  ];
  const times = {
    reservedFrom: contract?.reservedFrom ?? openedAt,
    reservedUntil: contract?.reservedUntil ?? returnedAt,
    openedAt,
    returnedAt,
    trips: statement.trips,
  };
  return html`<dl class="facts">${facts.map(factOf)}</dl>
${statement.remarks.map((remark) => html`<p class="remark">${words.remarks[remark] ?? remark}</p>`)}
${section(labels.time, timeChart(times, locale, words))}
${section(labels.kilometresByTrip, tripChart(times, locale, words))}
${section(labels.lines, linesTable(statement, basisOf(statement, locale), locale, words))}
`;
}

function unused(statement: UnusedStatement, locale: Locale, words: Words): Html {
  const { labels } = words;
  const { contract, entered } = statement;
  const facts: readonly (readonly [string, string, string])[] = [
    [labels.reserved, locale.moment(contract.reservedFrom), `– ${locale.moment(contract.reservedUntil)}`],
    ...(entered.cancelledAt === null
      ? []
      : [[labels.cancelled, locale.moment(entered.cancelledAt), ''] as const]),
  ];
  const span = `${locale.moment(contract.reservedFrom)} – ${locale.moment(contract.reservedUntil)}`;
  return html`<dl class="facts">${facts.map(factOf)}</dl>
<p class="remark">${labels.notUsed}</p>
${section(labels.lines, linesTable(statement, { time: span, unused: span, late: '', way: '' }, locale, words))}
`;
}

const factOf = ([name, value, more]: readonly [string, string, string]): Html =>
  html`<div><dt>${name}</dt><dd>${value}${more === '' ? nothing : html`<small>${more}</small>`}</dd></div>`;

const section = (title: string, content: Html): Html =>
  content.text === '' ? nothing : html`<section><h2>${title}</h2>${content}</section>`;

/** The times and odometer readings that lines rest on. */
function basisOf(statement: Statement, locale: Locale): LineBasis {
  const { contract, returnedAt, openedOdometerMetres, closedOdometerMetres } = statement;
  const [from, until] = [contract?.reservedFrom ?? returnedAt, contract?.reservedUntil ?? returnedAt];
  const used = Math.max(from, Math.min(returnedAt, until));
  const span = (start: number, end: number): string => `${locale.moment(start)} – ${locale.moment(end)}`;
  return {
    time: span(from, used),
    unused: span(used, until),
    late: span(until, returnedAt),
    way: `${locale.kilometres(openedOdometerMetres)} – ${locale.kilometres(closedOdometerMetres)}`,
  };
}

function foot(statement: Statement | UnusedStatement, words: Words): Html {
  const { labels } = words;
  const basis =
    'kind' in statement
      ? ''
      : labels.basis
          .replace('{from}', String(statement.records.fromSeq))
          .replace('{to}', String(statement.records.toSeq))
          .replace('{journal}', statement.records.journal);
  return html`<footer><p>${labels.vat} ${words.decidedNote}</p><p>${basis} ${labels.verify}</p></footer>`;
}
