import { describe, expect, test } from 'vitest';
import { verifierOf, verifyEvidence } from '../../gateway/verify-evidence.ts';
import { customerId, driverId } from '../../protocol/ids.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { note, rented } from '../support/rented.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import { hours, monday, storeSettings } from '../support/store.ts';

const ann = { kind: 'driver', name: driverId('ann') } as const;
const acme = { kind: 'customer', name: customerId('acme') } as const;

async function used() {
  const rental = rented();
  const { store, clock } = rental.gateway;
  store.enrolPhone(driverId('ann'), ed25519Key(new Uint8Array(32).fill(3)).publicKey);
  store.enrolmentCode(driverId('ann'));
  store.addCharge(
    {
      reservation: rental.reservation,
      customer: null,
      code: 'cleaning-hour',
      quantity: '1',
      occurredAt: epochMilliseconds(monday),
    },
    { by: 'Bo', reason: 'ann spilt coffee' },
  );
  await clock.advance(hours(24 * 40));
  return rental;
}

describe('erasing a person (D2)', () => {
  test('keeps bill and proof but no name, anywhere in the database', async () => {
    const { gateway, reservation, car, totalCents } = await used();
    const before = totalCents();
    gateway.store.erasePerson(ann, note);
    gateway.store.erasePerson(acme, note);
    expect(totalCents()).toBe(before);
    const verdict = verifyEvidence(gateway.store.evidence(reservation), {
      verifyCar: verifierOf(car.publicKey),
      verifyOperator: verifierOf(ed25519Key(storeSettings.billingSeed).publicKey.x),
    });
    expect(verdict).toMatchObject({ holds: true });
    const tables = gateway.database.prepare("select name from sqlite_schema where type = 'table'").all();
    for (const row of tables) {
      const [name] = Object.values(Object(row));
      for (const content of gateway.database.prepare(`select * from ${name}`).all())
        for (const value of Object.values(Object(content))) {
          const text = value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
          expect(text, `${name}`).not.toMatch(/\bann\b|\bacme\b|coffee/);
        }
    }
  });

  test('a person with a reservation to come is not erased, and one that is not there is not found', () => {
    const { gateway, car } = rented();
    gateway.reserve(car, 30, 32);
    expect(() => gateway.store.erasePerson(ann, note)).toThrow(
      expect.objectContaining({ code: 'still-in-use' }),
    );
    expect(() => gateway.store.erasePerson({ kind: 'driver', name: driverId('nobody') }, note)).toThrow(
      expect.objectContaining({ code: 'not-found' }),
    );
  });

  test('a bill can still be corrected afterwards, under the pseudonym', async () => {
    const { gateway, reservation, lines } = await used();
    const pseudonym = gateway.store.erasePerson(acme, note);
    gateway.store.correctDistance(reservation, metres(1000), note);
    expect(lines()).toContain('km.first-100 1 x 40 = 40');
    expect(gateway.store.statement(reservation)).toMatchObject([{ contract: { customer: pseudonym } }]);
  });
});

test('an export holds all about a person: reservations, statements, phones, entries with notes', async () => {
  const { gateway, reservation } = await used();
  expect(gateway.store.exportPerson(ann)).toMatchObject({
    name: 'ann',
    customers: [{ customer: 'acme' }],
    phones: [{ keyId: expect.any(String) }],
    reservations: [{ reservation, rentals: [{}], statements: [{ version: 1 }, { version: 2 }] }],
    entries: expect.arrayContaining([
      expect.objectContaining({
        body: expect.objectContaining({ kind: 'charge-added' }),
        note: expect.anything(),
      }),
      expect.objectContaining({ body: expect.objectContaining({ kind: 'user-allowed' }) }),
    ]),
  });
  expect(gateway.store.exportPerson(acme)).toMatchObject({
    terms: { formula: 'START' },
    drivers: [{ driver: 'ann' }],
  });
});

describe('retention', () => {
  const none = {
    samplesDays: 9999,
    setAsideDays: 9999,
    tokensDays: 9999,
    commandsDays: 9999,
    recordBodiesDays: 9999,
  };

  test('a dry run says what would go, and nothing goes', async () => {
    const { gateway, reservation } = await used();
    const bodies = { ...none, recordBodiesDays: 30 };
    const said = gateway.store.retain(bodies, { dryRun: true });
    expect(said.filter(({ rows }) => rows > 0)).toEqual([{ kind: 'bodies of records', days: 30, rows: 7 }]);
    expect(() => gateway.store.evidence(reservation)).not.toThrow();
    expect(gateway.store.retain(bodies, { dryRun: false })).toEqual(said);
    expect(gateway.store.retain(bodies, { dryRun: false }).every(({ rows }) => rows === 0)).toBe(true);
  });

  test('without bodies a bill stays as it is; it can be neither proven nor billed anew', async () => {
    const { gateway, reservation, totalCents } = await used();
    const before = totalCents();
    gateway.store.retain({ ...none, recordBodiesDays: 30 }, { dryRun: false });
    expect(() => gateway.store.evidence(reservation)).toThrow(
      expect.objectContaining({ code: 'evidence-incomplete' }),
    );
    gateway.store.correctDistance(reservation, metres(1), note);
    expect(totalCents()).toBe(before);
  });

  test('expired tokens go after their days', async () => {
    const rental = rented();
    const { store, clock } = rental.gateway;
    const key = store.enrolPhone(driverId('ann'), ed25519Key(new Uint8Array(32).fill(3)).publicKey);
    store.issueToken({ reservation: rental.reservation, key });
    await clock.advance(hours(24 * 20));
    const kept = store.retain({ ...none, tokensDays: 30 }, { dryRun: false });
    expect(kept.every(({ rows }) => rows === 0)).toBe(true);
    expect(store.retain({ ...none, tokensDays: 10 }, { dryRun: false })).toContainEqual({
      kind: 'expired tokens',
      days: 10,
      rows: 1,
    });
  });
});
