import type { Command } from 'commander';
import { type CustomerId, customerId } from '../../protocol/ids.ts';
import { euros, localTime } from '../amounts.ts';
import type { Books } from '../books.ts';
import { columns } from '../columns.ts';
import type { Invoice } from '../invoice/invoice.ts';
import { answer, answerFromBooks, fromBooks } from './answer.ts';
import { by, type Given, month, onData } from './options.ts';
import { type PageGiven, withPage, writePage } from './page-options.ts';
import type { ProgramPorts } from './ports.ts';

interface FormGiven extends Given, PageGiven {
  readonly csv?: true;
}

/** `invoice show`, `issue`, `list` and `paid`. */
export function addInvoiceCommands(program: Command, ports: ProgramPorts): void {
  const invoice = program
    .command('invoice')
    .summary('monthly statements of customers')
    .description(
      'Monthly statements: rides, fixed costs, other services, credits. Once issued they never change: what is corrected\n' +
        'later gets a credit note and a new line on the next one.',
    );
  addDrawn(invoice, ports, 'show', 'show what an invoice would say now', (books, customer, name) =>
    books.previewInvoice(customer, name),
  );
  addDrawn(invoice, ports, 'issue', 'issue the invoice of a month that is over', (books, customer, name) =>
    books.issueInvoice(customer, name),
  );
  onData(invoice.command('list'))
    .summary('list the invoices of a customer')
    .description('List the invoices of a customer, with what is paid.')
    .argument('<customer>', 'the customer', by(customerId))
    .action((customer: CustomerId, given: Given) =>
      answerFromBooks(
        ports,
        given,
        (books) => books.invoices(customer),
        (all) =>
          all.length === 0
            ? 'none'
            : columns(
                all.map((each) => [
                  each.invoice ?? '',
                  each.month,
                  each.issuedAt === null ? '' : localTime(each.issuedAt),
                  euros(each.totalCents),
                  each.paidAt === null ? 'open' : `paid ${localTime(each.paidAt)}`,
                ]),
                [3],
              ),
      ),
    );
  onData(invoice.command('paid'))
    .summary('say that an invoice is paid')
    .description('Say that an invoice is paid: it no longer counts against the limit of use.')
    .argument('<invoice>', 'its number')
    .action((number: string, given: Given) =>
      answerFromBooks(
        ports,
        given,
        (books) => {
          books.invoicePaid(number);
          return { invoice: number };
        },
        () => `invoice ${number} is paid`,
      ),
    );
}

function addDrawn(
  parent: Command,
  ports: ProgramPorts,
  verb: 'show' | 'issue',
  summary: string,
  draw: (books: Books, customer: CustomerId, name: string) => Invoice,
): void {
  withPage(onData(parent.command(verb)))
    .summary(summary)
    .description(
      `${summary.charAt(0).toUpperCase()}${summary.slice(1)}: text, CSV, JSON, or a page ready for print.`,
    )
    .argument('<customer>', 'the customer', by(customerId))
    .argument('<month>', 'such as 2026-06', month)
    .option('--csv', 'print CSV (RFC 4180) instead of text')
    .action(async (customer: CustomerId, name: string, given: FormGiven) => {
      const { invoiceCsv, invoiceText } = await import('../invoice-text.ts');
      const invoice = await fromBooks(ports, given, (books) => draw(books, customer, name));
      if (given.html !== undefined) {
        const { invoicePage } = await import('../statement-pages.ts');
        await writePage(ports, given.html, invoicePage(invoice, given.lang));
      }
      await answer(ports, given, invoice, given.csv === true ? invoiceCsv : invoiceText);
    });
}
