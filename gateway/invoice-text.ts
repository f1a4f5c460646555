import { euros, kilometres, localTime } from './amounts.ts';
import { columns } from './columns.ts';
import type { Invoice, InvoicedService } from './invoice/invoice.ts';

/** A monthly statement as a person reads it, in the order of the list's invoice article. */
export function invoiceText(invoice: Invoice): string {
  const { customer, month, issuedAt, priceList, totalCents } = invoice;
  const head =
    issuedAt === null
      ? `Statement of ${customer} for ${month}, not issued yet`
      : `Invoice ${invoice.invoice} of ${customer} for ${month}, issued ${localTime(issuedAt)}`;
  return [
    head,
    ...section('Rides', rideRows(invoice)),
    ...section('Fixed costs', fixedRows(invoice)),
    ...section('Other services', serviceRows(invoice.services)),
    ...section('Credits', [...noteRows(invoice), ...serviceRows(invoice.credits.given)]),
    ...invoice.unpriced.map(({ reservation, reason }) => `not billed: rental ${reservation}: ${reason}`),
    '',
    `total ${euros(totalCents)} EUR, VAT included; ${priceList}`,
  ].join('\n');
}

const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0 ? [] : ['', title, columns(rows, [(rows[0]?.length ?? 1) - 1])];

const rideRows = ({ rides }: Invoice): string[][] =>
  rides.map((ride) => [
    `  ${localTime(ride.startsAt).slice(0, 16)}`,
    ride.driver,
    ride.car,
    ride.kind === 'unused' ? 'not used' : `${kilometres(ride.distanceMetres)} km`,
    `rental ${ride.reservation}${ride.version === 1 ? '' : `, version ${ride.version}`}`,
    euros(ride.totalCents),
  ]);

const fixedRows = ({ fixed, month }: Invoice): string[][] =>
  fixed.map(({ code, formula, users, amountCents }) => [
    `  ${code === 'subscription' ? `subscription ${month}` : 'activation'}`,
    formula,
    `${users} ${users === 1 ? 'user' : 'users'}`,
    euros(amountCents),
  ]);

const serviceRows = (services: readonly InvoicedService[]): string[][] =>
  services.map(({ code, quantity, unitPriceCents, amountCents, occurredAt }) => [
    `  ${localTime(occurredAt).slice(0, 10)}`,
    code,
    `${quantity} x ${euros(unitPriceCents)}`,
    euros(amountCents),
  ]);

const noteRows = ({ credits }: Invoice): string[][] =>
  credits.notes.map(({ reservation, version, amountCents }) => [
    '  credit note',
    `rental ${reservation}`,
    `version ${version}`,
    euros(amountCents),
  ]);

const titles = ['section', 'date', 'code', 'reference', 'driver', 'car', 'quantity', 'unit', 'amount'];

/** The same for a spreadsheet: RFC 4180, amounts in euros with a point. */
export function invoiceCsv(invoice: Invoice): string {
  const rows = [
    titles,
    ...invoice.rides.map((ride) => [
      'rides',
      localTime(ride.startsAt),
      ride.kind,
      `${ride.reservation}/${ride.version}`,
      ride.driver,
      ride.car,
      kilometres(ride.distanceMetres),
      'km',
      euros(ride.totalCents),
    ]),
    ...invoice.fixed.map(({ code, formula, users, amountCents }) => [
      'fixed',
      invoice.month,
      code,
      formula,
      '',
      '',
      String(users),
      'users',
      euros(amountCents),
    ]),
    ...invoice.services.map((each) => serviceCsv('services', each)),
    ...invoice.credits.notes.map(({ reservation, version, amountCents }) => [
      ...['credits', '', 'credit-note', `${reservation}/${version}`],
      ...['', '', '1', '', euros(amountCents)],
    ]),
    ...invoice.credits.given.map((each) => serviceCsv('credits', each)),
    ['total', '', '', '', '', '', '', '', euros(invoice.totalCents)],
  ];
  return rows.map((row) => row.map(csvCell).join(',')).join('\r\n');
}

const serviceCsv = (name: string, each: InvoicedService): string[] => [
  ...[name, localTime(each.occurredAt), each.code, each.charge, '', '', each.quantity, ''],
  euros(each.amountCents),
];

/** Quoted where it must be; what a spreadsheet would take for a formula stays text. */
function csvCell(text: string): string {
  const safe = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
