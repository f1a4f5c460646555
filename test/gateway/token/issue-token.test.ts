import { expect, test } from 'vitest';
import { verifierOf } from '../../../gateway/token/keys.ts';
import { customerId, driverId, keyId, reservationId } from '../../../protocol/ids.ts';
import { decodeToken } from '../../../protocol/token/token.ts';
import { ed25519Key, p256Key, sha256 } from '../../support/signing-keys.ts';
import { hours, minutes, monday, TestStore } from '../../support/store.ts';

const phoneKey = p256Key(sha256(new Uint8Array([1]))).publicKey;
const ann = driverId('ann');

const setUp = () => {
  const gateway = new TestStore();
  gateway.addPeople();
  const car = gateway.addCar();
  const key = gateway.store.enrolPhone(ann, phoneKey);
  const reservation = gateway.reserve(car, 2, 5);
  return { gateway, car, key, reservation, issue: () => gateway.store.issueToken({ reservation, key }) };
};

test('a token says who may do what with which car, and when (D7, clause 7.3)', () => {
  const { issue, reservation } = setUp();
  const { claims } = decodeToken(issue().token);
  expect(claims).toMatchObject({
    issuer: 'ritmeter',
    audience: 'car-1',
    issuedAt: (monday - hours(1)) / 1000,
    notBefore: (monday + hours(2) - minutes(15)) / 1000,
    expiresAt: (monday + hours(5) + hours(24)) / 1000,
    confirmation: phoneKey,
    scope: ['unlock', 'lock', 'end', 'fuel-card', 'status'],
    rights: { reservation, latestReturnAt: (monday + hours(5)) / 1000 },
  });
});

test('a token is signed by the issuer’s key and names it (clause 7.1)', () => {
  const { gateway, issue } = setUp();
  const token = decodeToken(issue().token);
  const key = gateway.store.issuerKey();
  expect(token.algorithm).toBe('Ed25519');
  expect(verifierOf(key.x)(token.signedBytes, token.signature)).toBe(true);
});

test('a customer has one pseudonym for each car (D2)', () => {
  const { gateway, issue, key } = setUp();
  const first = decodeToken(issue().token).claims;
  const again = decodeToken(issue().token).claims;
  const elsewhere = gateway.reserve(gateway.addCar('car-2'), 2, 5);
  const other = decodeToken(gateway.store.issueToken({ reservation: elsewhere, key }).token).claims;
  expect(again.subject).toBe(first.subject);
  expect(again.tokenId).not.toBe(first.tokenId);
  expect(other.subject).not.toBe(first.subject);
  expect(first.subject).toMatch(/^[a-z2-7]{8}$/);
});

test('a token goes to an enrolled phone of the reservation’s driver only', () => {
  const { gateway, reservation } = setUp();
  gateway.store.addDriver(driverId('bob'));
  const bobs = gateway.store.enrolPhone(driverId('bob'), ed25519Key(sha256(new Uint8Array([2]))).publicKey);
  const refusal = expect.objectContaining({ code: 'phone-not-enrolled' });
  expect(() => gateway.store.issueToken({ reservation, key: bobs })).toThrow(refusal);
  const unknown = keyId('0000000000000000');
  expect(() => gateway.store.issueToken({ reservation, key: unknown })).toThrow(refusal);
});

test('there is no token for a reservation that is unknown or over', async () => {
  const { gateway, key, issue } = setUp();
  const unknown = reservationId('0000000000000000');
  expect(() => gateway.store.issueToken({ reservation: unknown, key })).toThrow(
    /no reservation 0000000000000000/,
  );
  await gateway.clock.advance(hours(1 + 5 + 24) - 1);
  issue();
  await gateway.clock.advance(1);
  expect(issue).toThrow(expect.objectContaining({ code: 'reservation-over' }));
});

test('there is no token for a cancelled reservation', () => {
  const { gateway, reservation, issue } = setUp();
  gateway.store.cancelReservation(reservation);
  expect(issue).toThrow(expect.objectContaining({ code: 'cancelled' }));
});

test('a phone is one driver’s, and is enrolled once', () => {
  const { gateway, key } = setUp();
  expect(gateway.store.enrolPhone(ann, phoneKey)).toBe(key);
  gateway.store.addDriver(driverId('bob'));
  expect(() => gateway.store.enrolPhone(driverId('bob'), phoneKey)).toThrow(
    expect.objectContaining({ code: 'already-exists' }),
  );
});

test('a phone’s key that is no usable point is refused', () => {
  const { gateway } = setUp();
  const lowOrder = { kind: 'Ed25519', x: new Uint8Array(32) } as const;
  expect(() => gateway.store.enrolPhone(ann, lowOrder)).toThrow(
    expect.objectContaining({ code: 'invalid-key' }),
  );
});

test('only who is there can be allowed to drive', () => {
  const { gateway } = setUp();
  expect(() => gateway.store.allowDriver(ann, customerId('nobody'))).toThrow(/no customer nobody/);
  expect(() => gateway.store.allowDriver(driverId('nobody'), customerId('acme'))).toThrow(/no driver nobody/);
});
