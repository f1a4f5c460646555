import type { Invoice, InvoicedService } from '../invoice/invoice.ts';
import { type Html, html, nothing } from './html.ts';
import { type Language, wordsIn } from './languages.ts';
import { type Locale, localeOf } from './locale.ts';
import { page } from './page.ts';
import type { Words } from './words.ts';

/** A monthly statement as one self-contained page, in the order of the list's invoice article. */
export function invoicePage(invoice: Invoice, language: Language): string {
  const words = wordsIn(language);
  const locale = localeOf(words);
  const { labels } = words;
  const name = invoice.invoice ?? invoice.month;
  const content = html`${head(invoice, locale, words)}
${part(labels.rides, rides(invoice, locale, words), sumOf(invoice.rides.map(({ totalCents }) => totalCents)), locale, words)}
${part(labels.fixed, fixed(invoice, locale, words), sumOf(invoice.fixed.map(({ amountCents }) => amountCents)), locale, words)}
${part(labels.services, services(invoice.services, locale, words), sumOf(invoice.services.map(({ amountCents }) => amountCents)), locale, words)}
${part(labels.credits, credits(invoice, locale, words), sumOf([...invoice.credits.notes, ...invoice.credits.given].map(({ amountCents }) => amountCents)), locale, words)}
${invoice.unpriced.map(({ reservation, reason }) => html`<p class="remark">${labels.noPrice}: ${reservation}: ${reason}</p>`)}
<footer><p>${labels.vat}</p></footer>`;
  return page(language, `${words.invoice} ${name}`, content);
}

const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => sum + each, 0);

function head(invoice: Invoice, locale: Locale, words: Words): Html {
  const { labels } = words;
  const facts: readonly (readonly [string, string])[] = [
    [labels.customer, /^[0-9a-f]{16}$/.test(invoice.customer) ? labels.unknown : invoice.customer],
    [labels.month, locale.month(invoice.month)],
    [labels.priceList, invoice.priceList],
    ...(invoice.issuedAt === null ? [] : [[labels.issued, locale.date(invoice.issuedAt)] as const]),
  ];
  return html`<header><div><h1>${words.invoice}</h1><p>${invoice.invoice ?? words.draft}</p></div><div class="total"><b>${locale.amount(invoice.totalCents)}</b><span>${labels.total}</span></div></header>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function part(title: string, rows: readonly Html[], cents: number, locale: Locale, { labels }: Words): Html {
  if (rows.length === 0) return nothing;
  return html`<section><h2>${title}</h2><table><tbody>${rows}<tr class="part"><td>${labels.subtotal}</td><td class="number"></td><td class="number">${locale.amount(cents)}</td></tr></tbody></table></section>`;
}

const row = (what: Html, quantity: string, cents: number, locale: Locale): Html =>
  html`<tr><td>${what}</td><td class="number">${quantity}</td><td class="number">${locale.amount(cents)}</td></tr>`;

const rides = (invoice: Invoice, locale: Locale, words: Words): Html[] =>
  invoice.rides.map((ride) => {
    const tag = ride.isCorrection ? html` <span class="tag">${words.labels.correction}</span>` : nothing;
    const what = html`${locale.moment(ride.startsAt)}, ${ride.car}${tag}<small>${ride.driver} · ${words.labels.rental} ${ride.reservation}${ride.kind === 'unused' ? ` · ${words.labels.notUsed}` : ''}</small>`;
    return row(
      what,
      ride.kind === 'unused' ? '' : locale.kilometres(ride.distanceMetres),
      ride.totalCents,
      locale,
    );
  });

const fixed = (invoice: Invoice, locale: Locale, words: Words): Html[] =>
  invoice.fixed.map(({ code, formula, users, amountCents }) =>
    row(
      html`${words.labels[code]}<small>${formula}</small>`,
      `${users} ${words.labels.users}`,
      amountCents,
      locale,
    ),
  );

const services = (all: readonly InvoicedService[], locale: Locale, words: Words): Html[] =>
  all.map(({ code, quantity, unitPriceCents, amountCents, occurredAt }) =>
    row(
      html`${words.codes[`fee.${code}`] ?? code}<small>${locale.date(occurredAt)}</small>`,
      `${locale.number(Number(quantity))} × ${locale.amount(unitPriceCents)}`,
      amountCents,
      locale,
    ),
  );

const credits = (invoice: Invoice, locale: Locale, words: Words): Html[] => [
  ...invoice.credits.notes.map(({ reservation, version, amountCents }) =>
    row(
      html`${words.labels.creditNote}<small>${words.labels.rental} ${reservation} · ${words.labels.version} ${version}</small>`,
      '',
      amountCents,
      locale,
    ),
  ),
  ...services(invoice.credits.given, locale, words),
];
