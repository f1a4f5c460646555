import { expect, test } from 'vitest';
import type { Invoice } from '../../../gateway/invoice/invoice.ts';
import { languages } from '../../../gateway/page/languages.ts';
import { invoicePage } from '../../../gateway/statement-pages.ts';
import { chargeId, reservationId } from '../../../protocol/ids.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';

const service = {
  charge: chargeId('00000000000000aa'),
  code: 'second-reminder',
  quantity: '2',
  unitPriceCents: 750,
  amountCents: 1500,
  occurredAt: epochMilliseconds(Date.UTC(2026, 5, 3)),
  source: 'a page',
};
const invoice: Invoice = {
  invoice: '2026-06-0001',
  customer: 'acme',
  month: '2026-06',
  issuedAt: epochMilliseconds(Date.UTC(2026, 6, 1)),
  priceList: 'business-2026-03',
  rides: [
    {
      reservation: reservationId('00000000000000ff'),
      version: 2,
      kind: 'rental',
      car: 'car-1',
      driver: 'ann',
      startsAt: epochMilliseconds(Date.UTC(2026, 5, 2)),
      endsAt: epochMilliseconds(Date.UTC(2026, 5, 2)),
      distanceMetres: 12_300,
      isCorrection: true,
      totalCents: 1234,
    },
  ],
  fixed: [{ code: 'subscription', formula: 'START', users: 2, amountCents: 600, source: 'a page' }],
  services: [service],
  credits: {
    notes: [{ reservation: reservationId('00000000000000ff'), version: 1, amountCents: -2000 }],
    given: [{ ...service, code: 'compensation', amountCents: -1500 }],
  },
  unpriced: [],
  totalCents: -166,
};

test.each(languages)('a month in %s has its parts in the order of the list’s article', (language) => {
  const page = invoicePage(invoice, language);
  const amounts = ['12[.,]34', '6[.,]00', '15[.,]00', '-20[.,]00|20[.,]00'].map((amount) =>
    page.search(new RegExp(amount)),
  );
  expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
  expect(page).not.toMatch(/undefined|<script|second-reminder|compensation</);
});

test('a part without lines is left out', () => {
  const page = invoicePage({ ...invoice, services: [], credits: { notes: [], given: [] } }, 'en');
  expect(page).not.toMatch(/Other services|Credits/);
});
