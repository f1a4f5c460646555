import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEntryOf } from '../../gateway/rental/read-entry.ts';
import { type EvidenceKeys, verifierOf, verifyEvidence } from '../../gateway/verify-evidence.ts';
import { fromHex } from '../../protocol/codec/bytes.ts';
import { decode, encode } from '../../protocol/codec/cbor.ts';
import { CborTag, type CborValue } from '../../protocol/codec/value.ts';
import { decodeEvidence, type Evidence, encodeEvidence } from '../../protocol/entry/evidence.ts';
import { reservationId, subject } from '../../protocol/ids.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { closed, firstOpened, lockChanged, opened, sealedByAge, trip } from '../support/journeys.ts';
import { JournalWriter } from '../support/records.ts';
import { note, type Rented, rented } from '../support/rented.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import { hours, minutes, monday, storeSettings, TestStore } from '../support/store.ts';

const operator = ed25519Key(storeSettings.billingSeed);
const start = monday + hours(2);

const keysOf = ({ car }: Pick<Rented, 'car'>): EvidenceKeys => ({
  verifyCar: verifierOf(car.publicKey),
  verifyOperator: verifierOf(operator.publicKey.x),
});

const faultOf = (file: Uint8Array, keys: EvidenceKeys): string => {
  const verdict = verifyEvidence(file, keys);
  return verdict.holds ? 'holds' : verdict.fault;
};

/** A rental with everything that a bill can rest on. */
const eventful = (): Rented => {
  const rental = rented({
    plus: true,
    opening: { zones: { green: 'outside' } },
    closing: { cause: 'abandoned', zones: { orange: 'uncertain' } },
    before({ store }) {
      store.addFuelPrice({ date: '2026-04-29', eurosPerLitre: '1.40' });
      store.addFuelPrice({ date: '2026-05-29', eurosPerLitre: '2.10' });
    },
  });
  const { store } = rental.gateway;
  const [proposal] = store.charges(rental.reservation);
  if (proposal !== undefined) store.decideCharge(proposal.charge, true, note);
  const at = epochMilliseconds(monday + hours(6));
  const { reservation } = rental;
  store.addCharge(
    { reservation, customer: null, code: 'cleaning-hour', quantity: '0.5', occurredAt: at },
    note,
  );
  store.handInReceipt({ reservation, amountCents: 1234, submittedAt: at, approved: true }, note);
  return rental;
};

describe('evidence (clause 14.3)', () => {
  test('of a rental with everything holds with two public keys alone, to the cent', () => {
    const rental = eventful();
    const file = rental.gateway.store.evidence(rental.reservation);
    const verdict = verifyEvidence(file, keysOf(rental));
    expect(verdict).toMatchObject({ holds: true, proven: { records: 5, withheld: 0, car: 'car-1' } });
    const lines = rental.lines();
    expect(lines).toHaveLength(8);
    const { price } = verdict.holds ? verdict.proven.statement : expect.fail(verdict.fault);
    expect(price).toMatchObject({ ok: true, totalCents: rental.totalCents() });
  });

  test('asked for twice is the same bytes', () => {
    const { gateway, reservation } = eventful();
    expect(gateway.store.evidence(reservation)).toEqual(gateway.store.evidence(reservation));
  });

  test('proves the newest version', () => {
    const rental = eventful();
    rental.gateway.store.correctDistance(rental.reservation, metres(1000), note);
    const verdict = verifyEvidence(rental.gateway.store.evidence(rental.reservation), keysOf(rental));
    expect(verdict).toMatchObject({ holds: true, proven: { statement: { distanceMetres: 60_500 } } });
    expect(verdict.holds && verdict.proven.version).toBe(5);
  });

  test('of a reservation that nobody used rests on entries alone (T7)', () => {
    const gateway = new TestStore();
    gateway.addPeople();
    const car = gateway.addCar();
    const reservation = gateway.reserve(car, 2, 4);
    gateway.store.cancelReservation(reservation);
    const verdict = verifyEvidence(gateway.store.evidence(reservation), keysOf({ car }));
    expect(verdict).toMatchObject({ holds: true, proven: { records: 0, statement: { kind: 'unused' } } });
  });

  test('a rental without a price has none', () => {
    const gateway = new TestStore();
    expect(() => gateway.store.evidence(reservationId('00000000000000ff'))).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });
});

describe('nobody is named (D2, promise 4)', () => {
  test('others’ records are withheld and their digests kept; names are pseudonyms', () => {
    const gateway = new TestStore();
    gateway.addPeople();
    const car = gateway.addCar();
    const reservation = gateway.reserve(car, 2, 4);
    const other = subject('zzzzzzzz');
    const journal = new JournalWriter(car);
    journal.write(firstOpened, 5000, monday);
    journal.write(opened(reservation), 5000, start);
    journal.write(
      {
        kind: 'access-decided',
        verdict: 'car-in-use',
        subject: other,
        reservation: reservationId('00000000000000ee'),
      },
      5000,
      start + minutes(1),
    );
    journal.write(trip(5000, 6000), 6000, start + minutes(9));
    journal.write(closed(reservation, start + minutes(60)), 6000, start + minutes(60), { signature: null });
    journal.write(lockChanged, 6000, start + minutes(61));
    journal.write(sealedByAge, 6000, start + minutes(70));
    gateway.ingest(car, journal.batch());
    const file = gateway.store.evidence(reservation);
    expect(verifyEvidence(file, keysOf({ car }))).toMatchObject({
      holds: true,
      proven: { records: 6, withheld: 3 },
    });
    const text = Buffer.from(file).toString('latin1');
    expect(text).not.toMatch(/zzzzzzzz|acme|\bann\b/);
  });
});

describe('what does not hold', () => {
  test('any one byte changed is found', { timeout: 120_000 }, () => {
    const rental = eventful();
    const file = rental.gateway.store.evidence(rental.reservation);
    const keys = keysOf(rental);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = new Uint8Array(file);
        changed[at] = (changed[at] ?? 0) ^ by;
        expect(verifyEvidence(changed, keys)).toMatchObject({ holds: false });
      }),
      { numRuns: 500, seed: 14 },
    );
  });

  test('keys of another operator or car', () => {
    const rental = rented();
    const file = rental.gateway.store.evidence(rental.reservation);
    const { verifyCar, verifyOperator } = keysOf(rental);
    expect(faultOf(file, { verifyCar: verifyOperator, verifyOperator })).toBe(
      'record 1: not signed by this car',
    );
    expect(faultOf(file, { verifyCar, verifyOperator: verifyCar })).toBe('file: not signed by this operator');
  });

  /** What an operator could sign though it is not so. */
  const forged = (rental: Rented, change: (evidence: Evidence) => Partial<Evidence>): string => {
    const file = rental.gateway.store.evidence(rental.reservation);
    const evidence = decodeEvidence(file, keysOf(rental).verifyOperator);
    const again = encodeEvidence({ ...evidence, ...change(evidence) }, (bytes) => operator.sign(bytes));
    return faultOf(again, keysOf(rental));
  };

  test.each<[string, (evidence: Evidence) => Partial<Evidence>, RegExp]>([
    [
      'a line with another amount',
      ({ statement }) => ({ statement: statement.replace('"amountCents":2400', '"amountCents":2401') }),
      /^statement, line 2 \(km\.first-100\): says 24\.01, the rules give 24\.00$/,
    ],
    [
      'another total',
      ({ statement }) => ({ statement: statement.replace('"totalCents":2870', '"totalCents":2871') }),
      /^statement, total: says 28\.71, the lines give 28\.70$/,
    ],
    [
      'another return',
      ({ statement }) => ({ statement: statement.replace(/"returnedAt":\d+/, '"returnedAt":1') }),
      /^statement\.returnedAt: says 1, /,
    ],
    [
      'another price in the list',
      ({ priceList }) => ({ priceList: priceList.replace('"S":40', '"S":41') }),
      /^statement, line 2 .* the rules give 24\.60$/,
    ],
    [
      'a record left out',
      ({ records }) => ({ records: records.toSpliced(2, 1) }),
      /^record 3: does not follow the record before it/,
    ],
    ['the closing left out', ({ records }) => ({ records: records.slice(0, 4) }), /^records: no rental/],
    ['records left out', () => ({ records: [] }), /^statement/],
    [
      'an entry of another operator',
      ({ entries }) => ({ entries: [resigned(entries[0]), ...entries.slice(1)] }),
      /^entry 1: not signed by this operator$/,
    ],
    [
      'an entry left out',
      ({ entries }) => ({ entries: entries.slice(0, -1) }),
      /^entries: no such reservation/,
    ],
    ['entries out of order', ({ entries }) => ({ entries: entries.toReversed() }), /^entry 2: out of order$/],
  ])('%s is told', (_, change, fault) => {
    expect(forged(rented(), change)).toMatch(fault);
  });

  test('a decision left out before a later entry about the rental is told', () => {
    const leftOut = ({ entries }: Evidence) => ({
      entries: entries.filter((raw) => readEntryOf(raw)?.body.kind !== 'charge-decided'),
    });
    expect(forged(eventful(), leftOut)).toMatch(
      /^entry \d+: says 3 of those about this reservation: 2 is left out$/,
    );
  });

  const resigned = (raw: Uint8Array | undefined): Uint8Array => {
    const parts = raw === undefined ? null : decode(raw);
    if (!Array.isArray(parts)) throw new Error('no entry');
    const items: readonly CborValue[] = parts;
    return encode([...items.slice(0, 3), new Uint8Array(64)]);
  };

  test('what is no evidence at all', () => {
    const keys = keysOf(rented());
    expect(faultOf(fromHex('00'), keys)).toMatch(/^file: COSE_Sign1: not tagged 18$/);
    expect(faultOf(new Uint8Array(), keys)).toMatch(/^file: CBOR/);
    expect(faultOf(encode(new CborTag(18, [])), keys)).toMatch(/^file: COSE_Sign1/);
  });
});
