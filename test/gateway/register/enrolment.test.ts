import { expect, test } from 'vitest';
import { driverId } from '../../../protocol/ids.ts';
import { ed25519Key, p256Key, sha256 } from '../../support/signing-keys.ts';
import { hours, minutes, TestStore } from '../../support/store.ts';

const ann = driverId('ann');
const bob = driverId('bob');
const phone = p256Key(sha256(new Uint8Array([1])));
const otherPhone = ed25519Key(sha256(new Uint8Array([2])));
const key = phone.publicKey;

function setUp() {
  const gateway = new TestStore();
  gateway.store.addDriver(ann);
  gateway.store.addDriver(bob);
  const { code } = gateway.store.enrolmentCode(ann);
  return { gateway, store: gateway.store, clock: gateway.clock, code };
}

const refusedWith = (code: string) => expect.objectContaining({ name: 'Fault', code });

/** The same handle, another secret. */
const spoilt = (code: string) => `${code.slice(0, -1)}${code.endsWith('0') ? '1' : '0'}`;

test('a code enrols one phone for its driver (clause 11.5)', () => {
  const { store, code, gateway } = setUp();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  expect(store.redeem({ key, code })).toBe(phone.keyId);
  const [row] = gateway.database.prepare('select driver from phones').all();
  expect(row).toEqual({ driver: 'ann' });
});

test('a code is good to the last millisecond of 24 hours, and not longer', async () => {
  const { store, clock, code } = setUp();
  await clock.advance(hours(24) - 1);
  const late = store.enrolmentCode(bob);
  expect(store.redeem({ key, code })).toBe(phone.keyId);
  await clock.advance(hours(24));
  expect(() => store.redeem({ key: otherPhone.publicKey, code: late.code })).toThrow(
    refusedWith('code-expired'),
  );
});

test('a code is void after five wrong tries', () => {
  const { store, code } = setUp();
  const wrong = () => store.redeem({ key, code: spoilt(code) });
  for (let tries = 0; tries < 5; tries++) expect(wrong).toThrow(refusedWith('code-invalid'));
  expect(() => store.redeem({ key, code })).toThrow(refusedWith('code-void'));
});

test('a code is good after four wrong tries', () => {
  const { store, code } = setUp();
  for (let tries = 0; tries < 4; tries++)
    expect(() => store.redeem({ key, code: spoilt(code) })).toThrow(refusedWith('code-invalid'));
  expect(store.redeem({ key, code })).toBe(phone.keyId);
});

test('a code is used once: the same phone gets its answer again, another one none', () => {
  const { store, code } = setUp();
  store.redeem({ key, code });
  expect(store.redeem({ key, code })).toBe(phone.keyId);
  expect(() => store.redeem({ key: otherPhone.publicKey, code })).toThrow(refusedWith('code-used'));
});

test("a phone that is another driver's stays so, and the code stays unused", () => {
  const { store, code } = setUp();
  store.enrolPhone(bob, key);
  expect(() => store.redeem({ key, code })).toThrow(refusedWith('already-exists'));
  expect(store.redeem({ key: otherPhone.publicKey, code })).toBe(otherPhone.keyId);
});

test('a key that is no usable point is refused, and the code stays unused', () => {
  const { store, code } = setUp();
  const lowOrder = { kind: 'Ed25519', x: new Uint8Array(32) } as const;
  expect(() => store.redeem({ key: lowOrder, code })).toThrow(refusedWith('invalid-key'));
  expect(store.redeem({ key, code })).toBe(phone.keyId);
});

test('a new code makes the unused one of the same driver void, and no other', () => {
  const { store, code } = setUp();
  const bobs = store.enrolmentCode(bob);
  const fresh = store.enrolmentCode(ann);
  expect(() => store.redeem({ key, code })).toThrow(refusedWith('code-invalid'));
  expect(store.redeem({ key, code: fresh.code })).toBe(phone.keyId);
  expect(store.redeem({ key: otherPhone.publicKey, code: bobs.code })).toBe(otherPhone.keyId);
});

test('there is no code for a driver who is not there', () => {
  const { store } = setUp();
  expect(() => store.enrolmentCode(driverId('nobody'))).toThrow(refusedWith('not-found'));
});

test('a code may be typed in small letters, without hyphens, with O for 0 and l for 1', () => {
  const { store, code } = setUp();
  const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect(store.redeem({ key, code: typed })).toBe(phone.keyId);
});

test('of a code only a digest is kept', () => {
  const { gateway, code } = setUp();
  const [row] = gateway.database.prepare('select * from enrolmentCodes').all();
  const kept = JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? String(value) : value));
  for (const group of code.split('-').slice(1)) expect(kept).not.toContain(group);
});

test('after 60 wrong guesses in ten minutes none is looked at, until ten minutes are over', async () => {
  const { store, clock, code } = setUp();
  const guess = (count: number) => store.redeem({ key, code: `ZZZZ-${count}` });
  for (let count = 0; count < 60; count++) expect(() => guess(count)).toThrow(refusedWith('code-invalid'));
  expect(() => store.redeem({ key, code })).toThrow(
    expect.objectContaining({ code: 'too-many-guesses', temporary: true }),
  );
  await clock.advance(minutes(10));
  expect(store.redeem({ key, code })).toBe(phone.keyId);
});
