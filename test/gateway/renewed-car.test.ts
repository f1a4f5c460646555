import { expect, test } from 'vitest';
import { anyOf, verifierOf, verifyEvidence } from '../../gateway/verify-evidence.ts';
import { carId } from '../../protocol/ids.ts';
import { decodeAuthenticated } from '../../protocol/token/authenticated.ts';
import type { VerifyCar } from '../../protocol/token/signed.ts';
import { closed, firstOpened, opened, trip } from '../support/journeys.ts';
import { JournalWriter, type RecordingCar, recordingCar } from '../support/records.ts';
import { ed25519Key, hmacWith } from '../support/signing-keys.ts';
import { hours, minutes, monday, storeSettings, TestStore } from '../support/store.ts';

const start = monday + hours(2);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A car of the fleet whose signatures are by its own key until it is given the key of another file. */
function carWithTwoKeys() {
  const gateway = new TestStore();
  gateway.addPeople();
  const first = gateway.addCar('car-1');
  const second = recordingCar('key-2');
  let signer = first;
  const car: RecordingCar = { ...first, sign: (content) => signer.sign(content) };
  const renew = () => {
    signer = second;
    return gateway.store.renewCar(car.car, second.publicKey);
  };
  return { gateway, car, renew };
}

test('a journal goes on under the new key, and what the old one has signed stays good', () => {
  const { gateway, car, renew } = carWithTwoKeys();
  const reservation = gateway.reserve(car, 2, 4);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 6_000, monday);
  journal.write(opened(reservation), 6_000, start);
  gateway.ingest(car, journal.batch(1, 1));
  journal.write(trip(6_000, 40_000), 40_000, start + minutes(60));
  renew();
  journal.write(closed(reservation, start + minutes(90)), 40_000, start + minutes(90));
  gateway.ingest(car, journal.batch(2, 4));
  expect(gateway.store.statement(reservation)).toMatchObject([{ distanceMetres: 34_000 }]);
});

test('evidence of a rental that two keys signed is checked with both (14.4)', () => {
  const { gateway, car, renew } = carWithTwoKeys();
  const reservation = gateway.reserve(car, 2, 4);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 6_000, monday);
  journal.write(opened(reservation), 6_000, start);
  renew();
  journal.write(closed(reservation, start + minutes(90)), 40_000, start + minutes(90));
  gateway.ingest(car, journal.batch());
  const evidence = gateway.store.evidence(reservation);
  const verifyOperator = verifierOf(ed25519Key(storeSettings.billingSeed).publicKey.x);
  const [old, current] = [car.publicKey, recordingCar('key-2').publicKey].map(verifierOf);
  if (old === undefined || current === undefined) throw new Error('two keys');
  const verdict = (verifyCar: VerifyCar) => verifyEvidence(evidence, { verifyCar, verifyOperator });
  expect(verdict(anyOf([current, old]))).toMatchObject({ holds: true });
  expect(verdict(current)).toEqual({ holds: false, fault: 'record 1: not signed by this car' });
  expect(verdict(old)).toEqual({ holds: false, fault: 'record 2: not signed by this car' });
});

test('what neither key has signed is not billed', () => {
  const { gateway, car, renew } = carWithTwoKeys();
  const reservation = gateway.reserve(car, 2, 4);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 6_000, monday);
  journal.write(opened(reservation), 6_000, start);
  renew();
  const signature = recordingCar('stranger').sign(bytes('anything'));
  journal.write(closed(reservation, start + minutes(90)), 40_000, start + minutes(90), { signature });
  gateway.ingest(car, journal.batch());
  expect(gateway.store.statement(reservation)).toEqual([]);
});

test('the old password opens no connection, and receipts are for the new file alone', () => {
  const { gateway, car, renew } = carWithTwoKeys();
  const before = gateway.provision(car);
  const journal = new JournalWriter(car);
  journal.write(firstOpened, 6_000, monday);
  gateway.ingest(car, journal.batch());
  const after = renew();
  const { store } = gateway;
  expect(store.authenticate(car.car, bytes(before.password))).toBe(false);
  expect(store.authenticate(car.car, bytes(after.password))).toBe(true);
  const [receipt] = gateway.ingest(car, journal.batch()).receipts;
  if (receipt === undefined) throw new Error('no receipt');
  const { topic, payload } = receipt;
  expect(() => decodeAuthenticated(topic, payload, hmacWith(before.macKey))).toThrow();
  expect(decodeAuthenticated(topic, payload, hmacWith(after.macKey))).toBeInstanceOf(Uint8Array);
});

test('a car that is not in the fleet, and a key that is none, are refused', () => {
  const { store } = carWithTwoKeys().gateway;
  const { publicKey } = recordingCar('car-9');
  expect(() => store.renewCar(carId('car-9'), publicKey)).toThrow(
    expect.objectContaining({ code: 'not-found', message: 'there is no car car-9' }),
  );
  expect(() => store.renewCar(carId('car-1'), new Uint8Array(32))).toThrow(
    expect.objectContaining({ code: 'invalid-key' }),
  );
});
