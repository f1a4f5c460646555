import type { Command } from 'commander';
import { fromHex, toHex } from '../../protocol/codec/bytes.ts';
import { maxEvidenceBytes } from '../../protocol/entry/evidence.ts';
import { Fault } from '../../protocol/errors.ts';
import { type ReservationId, reservationId } from '../../protocol/ids.ts';
import { maxKeptReceiptBytes } from '../../protocol/link/kept-receipt.ts';
import { euros, localTime } from '../amounts.ts';
import { columns } from '../columns.ts';
import type { ListedEntry } from '../log-check.ts';
import type { Verdict } from '../verify-evidence.ts';
import { answer, answerFromBooks, fromBooks } from './answer.ts';
import { by, type Given, onData, wholeNumber } from './options.ts';
import type { ProgramPorts } from './ports.ts';

/** `evidence`, `verify`, `keys`, `entries` and `rebill`. */
export function addEvidenceCommands(program: Command, ports: ProgramPorts): void {
  addLogCommands(program, ports);
  program
    .command('evidence')
    .summary('prove a bill: write all that it follows from, signed')
    .description(
      'Write one COSE_Sign1 on standard output: the signed records of the car, the signed entries of the operator, the whole\n' +
        'price list and the statement. It names nobody and holds no position. Bytes: redirect them to a file.',
    )
    .argument('<reservation>', 'the rental', by(reservationId))
    .option('--data <folder>', 'folder of the gateway', 'ritmeter')
    .action(async (id: ReservationId, given: Pick<Given, 'data'>) => {
      await ports.writeBytes(await fromBooks(ports, given, (books) => books.evidence(id)));
    });
  program
    .command('verify')
    .summary('check evidence with two public keys and no gateway')
    .description(
      'Check evidence: every signature, the chain of records, and every line of the statement computed again; with --receipt\n' +
        "that the car's word to its driver agrees with the records. Exit status 0 where it holds; 1 with the first thing\n" +
        'that is wrong.',
    )
    .argument('<file>', 'as evidence wrote it')
    .requiredOption(
      '--car-key <key>',
      "the car's public key: 64 hexadecimal digits, or a file that holds them; once for each key that the car has had",
      (key: string, before: readonly string[] = []) => [...before, key],
    )
    .requiredOption('--operator-key <key>', "the operator's, likewise")
    .option('--receipt <file>', 'as the phone keeps it beside its token')
    .option('--json', 'print one JSON value instead of text')
    .action((file: string, given: VerifyGiven) => verify(ports, file, given));
  onData(program.command('keys'))
    .summary('show the public keys that check evidence')
    .description(
      "Show the public keys with which anybody can check evidence: the operator's, and each car's.",
    )
    .action((given: Given) =>
      answerFromBooks(
        ports,
        given,
        (books) => books.publicKeys(),
        ({ operator, cars }) =>
          columns([
            ['operator', operator],
            ...cars.flatMap(({ car, key, retired }) => [
              [`car ${car}`, key],
              ...retired.map((old) => [`car ${car}, before`, old]),
            ]),
          ]),
      ),
    );
}

function addLogCommands(program: Command, ports: ProgramPorts): void {
  const entries = program
    .command('entries')
    .summary("the operator's log of signed entries")
    .description(
      'What was entered that bills depend on: numbered, chained, signed, never changed (clause 14.1).',
    );
  onData(entries.command('list'))
    .summary('list entries')
    .description('List entries in their order, with who entered them and why.')
    .option('--from <number>', 'from this one on', wholeNumber(1, 1_000_000_000), 1)
    .option('--limit <number>', 'at most so many', wholeNumber(1, 100_000), 1000)
    .action((given: Given & { readonly from: number; readonly limit: number }) =>
      answerFromBooks(ports, given, (books) => books.logEntries(given.from, given.limit), entriesText),
    );
  onData(entries.command('check'))
    .summary('check the whole log')
    .description(
      'Check every number, link, digest and signature. Exit status 1 with the first thing that is wrong.',
    )
    .action(async (given: Given) => {
      const verdict = await fromBooks(ports, given, (books) => books.checkLog());
      await answer(ports, given, verdict, ({ entries: count, fault }) =>
        fault === null ? `${count} entries, chained and signed` : `${count} entries hold; then ${fault}`,
      );
      if (verdict.fault !== null) ports.setExitStatus(1);
    });
  onData(program.command('rebill'))
    .summary('work out all statements anew')
    .description(
      'Work out all statements anew from records, entries and price lists, as after a corrected price list. What comes out\n' +
        'the same stays as it is, byte for byte.',
    )
    .option('--dry-run', 'only say what would change')
    .action((given: Given & { readonly dryRun?: true }) =>
      answerFromBooks(
        ports,
        given,
        (books) => books.rebill({ dryRun: given.dryRun ?? false }),
        ({ statements, changed }) =>
          [
            `${statements} statements, ${changed.length} ${given.dryRun === true ? 'would change' : 'changed'}`,
            ...changed,
          ].join('\n'),
      ),
    );
}

const entriesText = (entries: readonly ListedEntry[]): string =>
  columns(
    entries.map(({ number, enteredAt, body: { kind, ...fields }, by: who, reason }) => [
      String(number),
      localTime(enteredAt),
      kind,
      Object.entries(fields)
        .map(([name, value]) => `${name} ${value instanceof Uint8Array ? toHex(value) : value}`)
        .join(', '),
      who === null ? '' : `${who}: ${reason}`,
    ]),
    [0],
  );

interface VerifyGiven {
  readonly carKey: readonly string[];
  readonly operatorKey: string;
  readonly receipt?: string;
  readonly json?: true;
}

async function verify(ports: ProgramPorts, file: string, given: VerifyGiven): Promise<void> {
  const { anyOf, verifierOf, verifyEvidence } = await import('../verify-evidence.ts');
  const verifiers = [];
  for (const key of given.carKey) verifiers.push(verifierOf(await keyFrom(ports, key, '--car-key')));
  const keys = {
    verifyCar: anyOf(verifiers),
    verifyOperator: verifierOf(await keyFrom(ports, given.operatorKey, '--operator-key')),
  };
  const evidence = await ports.readBytes(file, maxEvidenceBytes);
  const receipt =
    given.receipt === undefined ? undefined : await ports.readBytes(given.receipt, maxKeptReceiptBytes);
  const verdict = verifyEvidence(evidence, keys, receipt);
  await answer(ports, given, verdict, (found) => verdictText(file, found));
  if (!verdict.holds) ports.setExitStatus(1);
}

function verdictText(file: string, verdict: Verdict): string {
  if (!verdict.holds) return `${file} does not hold: ${verdict.fault}`;
  const { car, reservation, version, records, withheld, entries, statement, receipt } = verdict.proven;
  const { price } = statement;
  const total = price.ok ? `${euros(price.totalCents)} EUR on ${price.priceList}` : 'no price';
  return [
    `${file} holds: rental ${reservation} of car ${car}, version ${version}: ${total}`,
    `  ${records} records chained and signed by the car (${withheld} bodies withheld), ${entries} entries signed by the operator`,
    ...(price.ok
      ? price.lines.map(({ code, amountCents }) => `  ${code} ${euros(amountCents)}: as the rules give it`)
      : []),
    ...(receipt === null ? [] : [`  receipt (${receipt}): signed by the car, and as its records say`]),
  ].join('\n');
}

/** @throws {Fault} `key-invalid` */
async function keyFrom({ files }: ProgramPorts, text: string, option: string): Promise<Uint8Array> {
  const hex = /^[0-9a-fA-F]{64}$/.test(text) ? text : ((await files.read(text)) ?? '').trim();
  if (/^[0-9a-fA-F]{64}$/.test(hex)) return fromHex(hex);
  const message = `${option}: ${text} is neither 64 hexadecimal digits nor a file that holds them`;
  throw new Fault({ code: 'key-invalid', blame: 'operator' }, message);
}
