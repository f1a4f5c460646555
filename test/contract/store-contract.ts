import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../gateway/ports.ts';
import type { CarProvision } from '../../gateway/register/fleet.ts';
import { customerId, driverId } from '../../protocol/ids.ts';
import { decodeReceipt } from '../../protocol/messages/receipt.ts';
import { decodeAuthenticated } from '../../protocol/token/authenticated.ts';
import { decodeToken } from '../../protocol/token/token.ts';
import { epochMilliseconds } from '../../protocol/units.ts';
import { firstOpened, lockChanged } from '../support/journeys.ts';
import { JournalWriter, recordingCar } from '../support/records.ts';
import { hmacWith, p256Key, sha256 } from '../support/signing-keys.ts';

/** A store under test, new for each test. */
export interface StoreUnderTest {
  readonly store: Store;
  close(): Promise<void>;
}

/** A reserved time that is still to come, on the grid of T3. */
const start = epochMilliseconds(Date.UTC(2099, 5, 1, 6));
const end = epochMilliseconds(Date.UTC(2099, 5, 1, 9));

/** What the broker half expects of a store, wherever it runs. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let underTest: StoreUnderTest;
    let store: Store;
    const car = recordingCar('car-1');

    beforeEach(async () => {
      underTest = await open();
      store = underTest.store;
    });
    afterEach(() => underTest.close());

    const addCar = async (): Promise<CarProvision> =>
      store.addCar({ car: car.car, priceClass: 'S', registration: '1-ABC-234', publicKey: car.publicKey });

    const ingest = async (payload: Uint8Array) =>
      store.ingest([{ car: car.car, topic: 'records', payload, receivedAt: epochMilliseconds(1000) }]);

    test('a car logs in with the password that it was given, and with no other', async () => {
      const { password } = await addCar();
      expect(await store.authenticate(car.car, new TextEncoder().encode(password))).toBe(true);
      expect(await store.authenticate(car.car, new TextEncoder().encode(`${password}0`))).toBe(false);
    });

    test('a fault keeps its code, blame and message', async () => {
      await addCar();
      await expect((async () => addCar())()).rejects.toMatchObject({
        name: 'Fault',
        code: 'already-exists',
        blame: 'sender',
        message: 'there is a car car-1 already',
      });
    });

    test('records are stored once, and the receipt says how far (D3, D4)', async () => {
      const { macKey } = await addCar();
      const journal = new JournalWriter(car);
      journal.write(firstOpened, 1000, 1000);
      journal.write(lockChanged, 1000, 2000);
      const { outcomes, receipts } = await ingest(journal.batch());
      expect(outcomes).toEqual(['stored']);
      const [receipt] = receipts;
      const payload = decodeAuthenticated(
        receipt?.topic ?? '',
        receipt?.payload ?? new Uint8Array(),
        hmacWith(macKey),
      );
      expect(decodeReceipt(payload)).toMatchObject({ journal: journal.journal, through: 2 });
      expect((await ingest(journal.batch())).outcomes).toEqual(['dropped']);
      expect(await store.figures()).toMatchObject({ records: 2, duplicates: 2 });
    });

    test('a driver gets a token for a reservation (D7)', async () => {
      await addCar();
      const [customer, driver] = [customerId('acme'), driverId('ann')];
      await store.addCustomer({ customer, formula: 'START', plus: false });
      await store.addDriver(driver);
      await store.allowDriver(driver, customer);
      const key = await store.enrolPhone(driver, p256Key(sha256(new Uint8Array([1]))).publicKey);
      const reservation = await store.addReservation({
        car: car.car,
        customer,
        driver,
        startsAt: start,
        endsAt: end,
      });
      const token = decodeToken((await store.issueToken({ reservation, key })).token);
      expect(token.claims).toMatchObject({ audience: 'car-1', rights: { reservation } });
    });

    test('a phone that is enrolled with a code gets the tokens of its driver (clauses 11.5, 11.6)', async () => {
      const driver = driverId('ann');
      await store.addDriver(driver);
      const { code, expiresAt } = await store.enrolmentCode(driver);
      expect(expiresAt).toBeGreaterThan(0);
      const { publicKey, keyId } = p256Key(sha256(new Uint8Array([1])));
      expect(await store.phoneKey(keyId)).toBeNull();
      expect(await store.redeem({ key: publicKey, code })).toBe(keyId);
      expect(await store.phoneKey(keyId)).toEqual(publicKey);
      expect(await store.tokensFor(keyId)).toEqual([]);
      await expect((async () => store.redeem({ key: publicKey, code: 'wrong' }))()).rejects.toMatchObject({
        name: 'Fault',
        code: 'code-invalid',
      });
    });

    test('calls are carried out in the order in which they were made', async () => {
      const added = addCar();
      const cars = (async () => store.cars())();
      await added;
      expect(await cars).toEqual([
        { car: 'car-1', priceClass: 'S', registration: '1-ABC-234', lastRecordAt: null },
      ]);
    });
  });
}
