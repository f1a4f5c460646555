import { createHash } from 'node:crypto';
import { sameBytes, toHex } from '../protocol/codec/bytes.ts';
import { decodeEntry, entrySealBytes } from '../protocol/entry/entry.ts';
import { decodeEvidence, type Evidence } from '../protocol/entry/evidence.ts';
import { messageOf } from '../protocol/errors.ts';
import { chargeId } from '../protocol/ids.ts';
import type { RentalReceipt } from '../protocol/link/rental-receipt.ts';
import { decodeRecord } from '../protocol/messages/record.ts';
import type { VerifyCar } from '../protocol/token/signed.ts';
import { euros } from './amounts.ts';
import { brief, fail, within } from './evidence-fault.ts';
import { readEntry } from './ingest/entry.ts';
import { appliedOf } from './ingest/journal-intake.ts';
import { parsePriceList } from './pricing/parse-price-list.ts';
import { createPriceLists, type PriceLists } from './pricing/price-lists.ts';
import { contractFrom } from './rental/contract.ts';
import { type ReadEntry, readEntryOf } from './rental/read-entry.ts';
import { follows, isSigned } from './rental/rental-records.ts';
import { rentalOf } from './rental/rental-run.ts';
import {
  formatStatement,
  parseAnyStatement,
  type Statement,
  type UnusedStatement,
} from './rental/statement.ts';
import { statementOf, unusedStatementOf } from './rental/statement-of.ts';
import { priceOfUse } from './rental-price.ts';
import { type ProvenRecord, requireReceipt } from './verify-receipt.ts';

export { anyOf, verifierOf } from './token/keys.ts';

/** Evidence that holds, with what it proves; or the first thing that is wrong, and how. */
export type Verdict =
  | { readonly holds: true; readonly proven: Proven }
  | { readonly holds: false; readonly fault: string };

export interface Proven {
  readonly car: string;
  readonly reservation: string;
  readonly version: number;
  readonly records: number;
  /** Records whose bodies are withheld; their digests are in the chain. */
  readonly withheld: number;
  readonly entries: number;
  readonly statement: Statement | UnusedStatement;
  /** What the phone's receipt is of; null where none was given. */
  readonly receipt: RentalReceipt['moment'] | null;
}

export interface EvidenceKeys {
  readonly verifyCar: VerifyCar;
  readonly verifyOperator: VerifyCar;
}

/**
 * Checks evidence with two public keys and nothing else (clause 14.4): every signature, the chain, and every line of the
 * statement computed again from records, entries and price list; then `receipt`, as a phone keeps it, against the records.
 * Never throws for what the files say.
 */
export function verifyEvidence(file: Uint8Array, keys: EvidenceKeys, receipt?: Uint8Array): Verdict {
  try {
    return { holds: true, proven: checked(file, keys, receipt) };
  } catch (thrown) {
    return { holds: false, fault: messageOf(thrown) };
  }
}

function checked(
  file: Uint8Array,
  { verifyCar, verifyOperator }: EvidenceKeys,
  receipt: Uint8Array | undefined,
): Proven {
  const evidence = within('file', () => decodeEvidence(file, verifyOperator));
  const entries = entriesIn(evidence, verifyOperator);
  const records = recordsIn(evidence, verifyCar);
  const lists = within('price list', () =>
    createPriceLists([parsePriceList(JSON.parse(evidence.priceList), 'price list')]),
  );
  const statement = within('statement', () => parseAnyStatement(evidence.statement));
  const again =
    records.length === 0
      ? unusedAgain(evidence, entries, lists)
      : drivenAgain(evidence, records, entries, lists);
  requireSame(statement, again, evidence.statement);
  return {
    car: evidence.car,
    reservation: evidence.reservation,
    version: evidence.version,
    records: records.length,
    withheld: records.filter(({ applied }) => applied.fact === null).length,
    entries: entries.length,
    statement,
    receipt: receipt === undefined ? null : requireReceipt(receipt, { ...evidence, records }, verifyCar),
  };
}

/**
 * Each is signed by itself; where two numbers follow each other, the chain holds too. Those about the reservation count
 * up without a gap, so that none can be left out before the last.
 */
function entriesIn({ entries, reservation }: Evidence, verify: VerifyCar): ReadEntry[] {
  let before: { readonly number: number; readonly link: Uint8Array } | null = null;
  let about = 0;
  return entries.map((raw, index) => {
    const place = `entry ${index + 1}`;
    const { header, headerBytes, bodyBytes, noteBytes, signature } = within(place, () => decodeEntry(raw));
    const link = sha256(headerBytes);
    if (!verify(entrySealBytes(link), signature)) fail(place, 'not signed by this operator');
    if (!sameBytes(sha256(bodyBytes), header.bodyDigest)) fail(place, 'another body than was signed');
    if (noteBytes !== null && !isDigestOf(header.noteDigest, noteBytes))
      fail(place, 'another note than was signed');
    if (before !== null && header.number <= before.number) fail(place, 'out of order');
    if (before?.number === header.number - 1 && !sameBytes(header.link, before.link))
      fail(place, 'names another entry before it');
    before = { number: header.number, link };
    const entry = within(place, () => readEntryOf(raw)) ?? fail(place, 'of a kind that is not known here');
    if ('reservation' in entry.body && entry.body.reservation === reservation) {
      about += 1;
      if (header.ordinal !== about)
        fail(place, `says ${brief(header.ordinal)} of those about this reservation: ${about} is left out`);
    }
    return entry;
  });
}

const isDigestOf = (digest: Uint8Array | undefined, bytes: Uint8Array): boolean =>
  digest !== undefined && sameBytes(digest, sha256(bytes));

/** Unbroken from the first to the last, which the car has signed: that covers all of them (clause 3.8). */
function recordsIn({ records }: Evidence, verify: VerifyCar): ProvenRecord[] {
  const read = records.map((raw, index) => {
    const place = `record ${index + 1}`;
    const { header } = within(place, () => decodeRecord(raw));
    const entry = readEntry(header.journal, header.seq, raw);
    if (entry.kind !== 'record') return fail(place, entry.reason);
    const { link, signature } = entry;
    return { place, applied: appliedOf(entry), link, previousLink: entry.header.link, signature };
  });
  read.forEach((record, index) => {
    const before = read[index - 1];
    if (before !== undefined && before.applied.journal !== record.applied.journal)
      fail(record.place, 'of another journal than the one before');
    if (before !== undefined && !follows(before, record))
      fail(record.place, 'does not follow the record before it in the chain');
    if (record.signature !== null && !isSigned(record, verify)) fail(record.place, 'not signed by this car');
  });
  const last = read.at(-1);
  if (last !== undefined && last.signature === null) fail(last.place, 'the last record carries no signature');
  return read;
}

function drivenAgain(
  { car, reservation }: Evidence,
  records: readonly ProvenRecord[],
  entries: readonly ReadEntry[],
  lists: PriceLists,
): Statement {
  const run = rentalOf(records.map(({ applied }) => applied));
  if (run === null) return fail('records', 'no rental from its opening to its closing');
  if (run.closed.fact.reservation !== reservation) fail('records', 'of another reservation');
  const facts = contractFrom(entries, car, reservation) ?? fail('entries', 'no such reservation of this car');
  const price = (use: Parameters<typeof priceOfUse>[0]) => priceOfUse(use, lists);
  return statementOf({ car, run, facts, isUsedTwice: false, price, chargeIdOf });
}

function unusedAgain(
  { car, reservation }: Evidence,
  entries: readonly ReadEntry[],
  lists: PriceLists,
): UnusedStatement {
  const facts = contractFrom(entries, car, reservation) ?? fail('entries', 'no such reservation of this car');
  return unusedStatementOf(car, reservation, facts, (use) => priceOfUse(use, lists));
}

const chargeIdOf = (text: string) => chargeId(toHex(sha256(new TextEncoder().encode(text))).slice(0, 16));

/** The same bytes; else the first line, or else the first field, that is another. */
function requireSame(
  said: Statement | UnusedStatement,
  again: Statement | UnusedStatement,
  text: string,
): void {
  if (formatStatement(again) === text) return;
  requireSameLines(said, again);
  const computed = new Map<string, unknown>(Object.entries(again));
  for (const [name, value] of Object.entries(said)) {
    if (JSON.stringify(value) !== JSON.stringify(computed.get(name)))
      fail(
        `statement.${name}`,
        `says ${brief(value)}, records and entries give ${brief(computed.get(name))}`,
      );
  }
  fail('statement', 'is not written as records and entries give it');
}

function requireSameLines(
  { price: said }: Statement | UnusedStatement,
  { price }: Statement | UnusedStatement,
): void {
  if (!price.ok) fail('statement', `by the rules it has no price: ${price.error.message}`);
  if (!said.ok) fail('statement', 'says that it has no price');
  price.lines.forEach((line, index) => {
    const other = said.lines[index];
    const place = `statement, line ${index + 1} (${line.code})`;
    if (other === undefined) fail(place, `is missing; the rules give ${euros(line.amountCents)}`);
    if (other.code !== line.code) fail(place, `is ${other.code} in the statement`);
    if (other.amountCents !== line.amountCents)
      fail(place, `says ${euros(other.amountCents)}, the rules give ${euros(line.amountCents)}`);
  });
  const more = said.lines[price.lines.length];
  if (more !== undefined)
    fail(`statement, line ${price.lines.length + 1} (${more.code})`, 'follows from no rule');
  if (said.totalCents !== price.totalCents)
    fail('statement, total', `says ${euros(said.totalCents)}, the lines give ${euros(price.totalCents)}`);
}

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
