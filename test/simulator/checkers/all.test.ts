import { describe, expect, test } from 'vitest';
import { reservationId } from '../../../protocol/ids.ts';
import { complaints, good, placeOf, report, withChanged, without } from './storm-evidence.ts';

const storedAt = placeOf(good.stored, ({ seq }) => seq === 3);
const [record, next] = good.stored.slice(storedAt, storedAt + 2);
const [statement] = good.statements;
const [rental] = good.rentals;
const [proof] = good.proofs;
if (!(record && next && statement && rental && proof)) throw new Error('an empty world');

test('the evidence of a storm that went well satisfies every check, each under its name', () => {
  const { checks } = report(good);
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['no-loss', true],
    ['no-duplicate', true],
    ['order', true],
    ['priced-once', true],
    ['kilometres', true],
    ['no-unlock-without-right', true],
    ['doors-as-told', true],
    ['receipt-after-commit', true],
    ['memory', true],
    ['convergence', true],
    ['card-custody', true],
  ]);
});

describe('no-loss finds', () => {
  test('a record that was on the wire and is not stored, or stored as another', () => {
    const seen = `${record.car} record 3 of ${record.journal} was seen on the wire and is not stored`;
    expect(complaints({ stored: without(good.stored, storedAt) })['no-loss']).toContain(seen);
    const other = withChanged(good.stored, storedAt, { link: '00' });
    expect(complaints({ stored: other })['no-loss']).toContain(seen);
  });

  test('a record on the disk of a car that the gateway has not, and one that nobody wrote', () => {
    for (const step of [-1, 1]) {
      const proofs = withChanged(good.proofs, 0, { recordsStored: proof.recordsWritten + step });
      expect(complaints({ proofs })['no-loss']).toBe(
        `${proof.car}: ${proof.recordsWritten} records written, ${proof.recordsWritten + step} stored`,
      );
    }
  });

  test('nothing where a disk was spoilt and the books say which record is kept aside', () => {
    const cars = good.cars.map((car) => ({ ...car, isDiskSpoilt: true }));
    const stored = withChanged(good.stored, storedAt, { link: '00' });
    const { car, journal } = record;
    const elsewhere = [{ car, journal, fromSeq: 3, toSeq: 3 }];
    expect(complaints({ cars, stored, elsewhere })['no-loss']).toBeUndefined();
    expect(complaints({ cars, stored })['no-loss']).toContain('record 3 of');
    expect(complaints({ stored, elsewhere })['no-loss']).toContain('record 3 of');
  });

  test('an answer of which no record tells', () => {
    const stored = good.stored.map((each) =>
      each.fact?.kind === 'access-decided' ? { ...each, fact: null } : each,
    );
    expect(complaints({ stored })['no-loss']).toMatch(/granted, 0 recorded/);
  });
});

describe('no-duplicate finds', () => {
  test('one record under two keys', () => {
    const stored = [...good.stored, { ...record, journal: 'another' }];
    expect(complaints({ stored })['no-duplicate']).toContain('is there 2 times');
  });

  test('a second statement, and a rental drawn twice', () => {
    expect(complaints({ statements: [...good.statements, statement] })['no-duplicate']).toContain(
      `statement 1 of ${statement.reservation} is there 2 times`,
    );
    const [drawn] = good.drawnRentals;
    expect(
      complaints({ drawnRentals: drawn ? [...good.drawnRentals, drawn] : [] })['no-duplicate'],
    ).toContain('is there 2 times');
  });
});

describe('order finds', () => {
  test('a gap of which nobody tells; not one that is told', () => {
    const stored = without(good.stored, storedAt);
    expect(complaints({ stored }).order).toContain('3 to 3 are missing, and nothing says so');
    const { car, journal } = record;
    expect(complaints({ stored, elsewhere: [{ car, journal, fromSeq: 3, toSeq: 3 }] }).order).toBeUndefined();
  });

  test('nothing in a record that came late: its place was passed over', () => {
    const { car, journal } = record;
    const elsewhere = [{ car, journal, fromSeq: 3, toSeq: 3 }];
    const late = withChanged(good.stored, storedAt, { isLate: true, previousLink: '00' });
    expect(complaints({ stored: late, elsewhere }).order).toBeUndefined();
    expect(complaints({ stored: late }).order).toContain('3 to 3 are missing, and nothing says so');
  });

  test('a record that does not follow the one before, and one that is older', () => {
    expect(
      complaints({ stored: withChanged(good.stored, storedAt, { previousLink: '00' }) }).order,
    ).toContain('record 3 does not follow the one before');
    const older = withChanged(good.stored, storedAt + 1, { bootCount: next.bootCount - 1 });
    expect(complaints({ stored: older }).order).toContain('record 4 is older than the one before');
  });

  test('rentals that were not drawn in the order in which they were driven', () => {
    const rentals = good.rentals.map((each) => ({ ...each, openedAt: -each.openedAt }));
    expect(complaints({ rentals }).order).toMatch(/rentals in the order .+, they were /);
  });
});

describe('priced-once finds', () => {
  const { reservation } = rental;
  test('no statement, two, one without a price, and another distance', () => {
    const at = placeOf(good.statements, (each) => each.reservation === reservation);
    expect(complaints({ statements: without(good.statements, at) })['priced-once']).toBe(
      `rental ${reservation}: 0 statements`,
    );
    const twice = [...good.statements, ...good.statements.slice(at, at + 1)];
    expect(complaints({ statements: twice })['priced-once']).toBe(`rental ${reservation}: 2 statements`);
    const error = { code: 'price-not-published', message: 'no such cell' };
    const unpriced = withChanged(good.statements, at, { price: { ok: false, error } });
    expect(complaints({ statements: unpriced })['priced-once']).toBe(`rental ${reservation}: no such cell`);
  });

  test('a metre too many; and a metre too few, unless the unit was off as it was driven', () => {
    const at = placeOf(good.rentals, ({ reservation: own, openedOdometerMetres, returnedOdometerMetres }) =>
      good.statements.some(
        (each) =>
          each.reservation === own &&
          each.distanceMetres > 0 &&
          each.distanceMetres === returnedOdometerMetres - openedOdometerMetres,
      ),
    );
    const returned = good.rentals[at]?.returnedOdometerMetres ?? 0;
    const driven = (metres: number) =>
      withChanged(good.rentals, at, { returnedOdometerMetres: returned + metres });
    const drives = (isSeen: boolean) => good.drives.map((drive) => ({ ...drive, isSeen, isWhole: true }));
    const said = /m billed, the odometer showed/;
    for (const isSeen of [true, false])
      expect(complaints({ rentals: driven(-1), drives: drives(isSeen) })['priced-once']).toMatch(said);
    expect(complaints({ rentals: driven(1), drives: drives(true) })['priced-once']).toMatch(said);
    expect(complaints({ rentals: driven(1), drives: drives(false) })['priced-once']).toBeUndefined();
  });

  test('another price than the rules give, though its lines add up', () => {
    const at = placeOf(good.statements, ({ price, reservation: own }) => price.ok && own === reservation);
    const price = good.statements[at]?.price;
    if (!price?.ok) throw new Error('no price');
    const { totalCents, lines } = price;
    const [line] = lines;
    if (line === undefined) throw new Error('no line');
    const dearer = withChanged(good.statements, at, {
      price: {
        ...price,
        lines: [{ ...line, amountCents: line.amountCents + 1 }, ...lines.slice(1)],
        totalCents: totalCents + 1,
      },
    });
    expect(complaints({ statements: dearer })['priced-once']).toBe(
      `rental ${reservation}: ${totalCents + 1} cents, by the rules ${totalCents} cents`,
    );
  });

  test('lines that do not add up to the total', () => {
    const at = placeOf(good.statements, ({ price }) => price.ok);
    const price = good.statements[at]?.price;
    if (!price?.ok) throw new Error('no price');
    const dearer = withChanged(good.statements, at, {
      price: { ...price, totalCents: price.totalCents + 1 },
    });
    const rentals = good.rentals.filter((each) => each.reservation !== good.statements[at]?.reservation);
    expect(complaints({ rentals, statements: dearer })['priced-once']).toContain(
      `lines of ${price.totalCents} cents, a total of ${price.totalCents + 1}`,
    );
  });
});

test.each(['billedMetres', 'unassignedMetres', 'gapMetres', 'openMetres', 'shownMetres'] as const)(
  'kilometres finds one metre more in %s',
  (field) => {
    const proofs = withChanged(good.proofs, 0, { [field]: proof[field] + 1 });
    expect(complaints({ proofs }).kilometres).toMatch(/the odometer showed \d+ m, \d+ m accounted for$/);
  },
);

describe('no-unlock-without-right finds', () => {
  test('a relay that moved while nobody with a right was there', () => {
    const at = placeOf(good.relays, ({ command }) => command === 'unlock');
    const relay = good.relays[at];
    const asks = good.asks.filter(({ from, to }) => relay && !(from <= relay.at && relay.at <= to));
    expect(complaints({ asks })['no-unlock-without-right']).toContain('and nobody with a right was there');
  });

  test('an intruder who was let in', () => {
    const { car } = rental;
    const [{ at, car: where } = { at: rental.openedAt, car }] = good.relays;
    expect(where).toBeDefined();
    const [relay] = good.relays;
    if (relay === undefined) throw new Error('no relay moved');
    const intrusions = [{ at: relay.at, car: relay.car, kind: 'changed-token', verdict: 'granted' } as const];
    expect(at).toBe(relay.at);
    expect(complaints({ intrusions })['no-unlock-without-right']).toContain('changed-token was granted');
  });
});

describe('doors-as-told finds', () => {
  test.each([
    ['unlock', true],
    ['lock', false],
  ] as const)('doors that did not move though %s was told as done', (action, isLocked) => {
    const bolts = good.bolts.map((bolt) => ({ ...bolt, locked: isLocked }));
    const told = new RegExp(`${action} was told as done at .+, the doors were ${isLocked ? '' : 'un'}locked`);
    expect(complaints({ bolts })['doors-as-told']).toMatch(told);
  });

  test('a rental that was ended though its doors were never locked, whatever the phone heard', () => {
    const asks = good.asks.map((ask) => ({ ...ask, verdict: null }));
    const bolts = good.bolts.map((bolt) => ({ ...bolt, locked: false }));
    expect(complaints({ asks, bolts })['doors-as-told']).toMatch(
      /was ended, and the doors were never locked/,
    );
  });

  test('an answer that the car could not confirm, and no record says so', () => {
    const at = placeOf(good.asks, ({ action, verdict }) => action === 'lock' && verdict === 'granted');
    const asks = withChanged(good.asks, at, { verdict: 'not-confirmed' });
    expect(complaints({ asks })['doors-as-told']).toMatch(/1 not confirmed, 0 recorded$/);
  });
});

test('receipt-after-commit finds a receipt for what was not committed', () => {
  const at = placeOf(good.receipts, ({ through }) => through > 0);
  const receipts = withChanged(good.receipts, at, { committed: 0 });
  expect(complaints({ receipts })['receipt-after-commit']).toMatch(/of which 0 were committed/);
});

test('memory finds what has outgrown its bound', () => {
  const peaks = [{ what: 'timers of a unit', most: 101, bound: 100 }];
  expect(complaints({ peaks }).memory).toBe('timers of a unit: 101, at most 100 allowed');
});

test('convergence finds a car that is off or has not delivered, a record that waits, and a rental that is open', () => {
  expect(complaints({ cars: withChanged(good.cars, 0, { isOn: false }) }).convergence).toMatch(/is not on$/);
  expect(complaints({ cars: withChanged(good.cars, 0, { isDelivered: false }) }).convergence).toMatch(
    /has records without receipt$/,
  );
  expect(complaints({ stored: withChanged(good.stored, storedAt, { isWaiting: true }) }).convergence).toMatch(
    /waits for those before it$/,
  );
  expect(complaints({ unsettled: ['car-0001: rental 1 is open'] }).convergence).toBe(
    'car-0001: rental 1 is open',
  );
});

describe('card-custody finds', () => {
  const told = placeOf(good.stored, ({ fact }) => fact?.kind === 'custody-changed' && !fact.inHolder);
  test('books that end otherwise than the car', () => {
    expect(complaints({ cars: withChanged(good.cars, 0, { keyInHolder: false }) })['card-custody']).toMatch(
      /the key is out, the books say otherwise/,
    );
  });

  test('a move that is told twice, and one that was never made', () => {
    const { [told]: move } = good.stored;
    const stored = move ? [...good.stored.slice(0, told), move, ...good.stored.slice(told)] : [];
    expect(complaints({ stored })['card-custody']).toMatch(/is told out twice in a row/);
    expect(complaints({ custody: [] })['card-custody']).toMatch(/told out \d+ times, it was 0/);
  });
});

test('convergence tells of what went wrong for drivers, of several faults the first, with their number', () => {
  expect(complaints({ failures: ['car-0001, An: unlock was refused: car-in-use', 'another'] })).toEqual({
    convergence: 'car-0001, An: unlock was refused: car-in-use (and 1 more)',
  });
});

test('a statement of a rental that the world does not know of is no fault: the start before may have left it', () => {
  const abandoned = { ...statement, reservation: reservationId('00000000000000ff') };
  expect(complaints({ statements: [...good.statements, abandoned] })).toEqual({});
});
