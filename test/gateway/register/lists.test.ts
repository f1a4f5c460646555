import { describe, expect, it } from 'vitest';
import { verifierOf } from '../../../gateway/token/keys.ts';
import { carId, driverId, tokenId } from '../../../protocol/ids.ts';
import { decodeList } from '../../../protocol/lists/signed-list.ts';
import { decodeToken } from '../../../protocol/token/token.ts';
import { epochMilliseconds } from '../../../protocol/units.ts';
import { firstOpened } from '../../support/journeys.ts';
import { JournalWriter } from '../../support/records.ts';
import { ed25519Key } from '../../support/signing-keys.ts';
import { hours, monday, TestStore } from '../../support/store.ts';

const phone = ed25519Key(new Uint8Array(32).fill(5));

/** A reservation from 08:00 + 2 h to + 5 h, and a token for it. */
function reserved() {
  const gateway = new TestStore();
  const car = gateway.addCar();
  gateway.addPeople();
  const key = gateway.store.enrolPhone(driverId('ann'), phone.publicKey);
  const reservation = gateway.reserve(car, 2, 5);
  const issue = () => gateway.store.issueToken({ reservation, key });
  const denyList = () => {
    const found = gateway.store.listsFor(car.car).find(({ list }) => list === 'deny-list');
    return found === undefined ? null : decodeList('deny-list', found.signed);
  };
  return { gateway, car, reservation, key, issue, denyList };
}

const idOf = (token: Uint8Array) => decodeToken(token).claims.tokenId;
const numberIn = (token: Uint8Array) => decodeToken(token).claims.rights.denyListNumber;

describe('revoking (clause 12.4)', () => {
  it('a token puts it on a list that the issuer signs, and later tokens name the list', async () => {
    const { gateway, car, issue, denyList } = reserved();
    const { token, lists } = issue();
    expect([lists, numberIn(token)]).toEqual([[], undefined]);
    expect(gateway.store.revoke(idOf(token), null)).toEqual({
      car: 'car-1',
      number: 1,
      carNumber: 0,
      isDenied: true,
    });
    const list = denyList();
    expect(list?.content).toMatchObject({ car: car.car, number: 1, denied: [idOf(token)] });
    const verify = verifierOf(gateway.store.issuerKey().x);
    expect(list !== null && verify(list.signedBytes, list.signature)).toBe(true);
    const next = issue();
    expect(idOf(next.token)).not.toBe(idOf(token));
    expect([numberIn(next.token), next.lists.map((carried) => carried.list)]).toEqual([1, ['deny-list']]);
  });

  it('says that the car has it once its record is there, and not before', () => {
    const { gateway, car, issue } = reserved();
    gateway.store.revoke(idOf(issue().token), null);
    const journal = new JournalWriter(car);
    journal.write(firstOpened, 1000, monday);
    gateway.ingest(car, journal.batch());
    expect(gateway.store.listsOfCar(car.car)['deny-list']).toBe(0);
    journal.write({ kind: 'list-taken', list: 'deny-list', number: 1 }, 1000, monday);
    gateway.ingest(car, journal.batch(2));
    expect(gateway.store.listsOfCar(car.car)['deny-list']).toBe(1);
    expect(gateway.store.revoke(idOf(issue().token), null)).toMatchObject({ number: 2, carNumber: 1 });
  });

  it('again changes nothing: the list that denies it stays the one to be waited for', () => {
    const { gateway, issue } = reserved();
    const id = idOf(issue().token);
    gateway.store.revoke(id, null);
    expect(gateway.store.revoke(id, null)).toMatchObject({ number: 1, isDenied: true });
  });

  it('a reservation gives no more tokens for it', () => {
    const { gateway, reservation, issue, denyList } = reserved();
    issue();
    gateway.store.revoke(reservation, null);
    expect(denyList()?.content.denied).toEqual([reservation]);
    expect(issue).toThrow(expect.objectContaining({ code: 'revoked' }));
  });

  it('keeps of a list what is not expired, and leaves nothing denied that was never given out', () => {
    const { gateway, reservation, issue, denyList } = reserved();
    expect(gateway.store.revoke(reservation, null)).toMatchObject({ number: 0, isDenied: false });
    const first = idOf(issue().token);
    gateway.store.revoke(first, null);
    gateway.clock.setWall(epochMilliseconds(monday + hours(5 + 24 + 1)));
    const { content } = denyList() ?? expect.fail('no list');
    expect(content).toMatchObject({ number: 2, denied: [] });
  });

  it('of another issuer’s token takes the car and the end from the operator', () => {
    const { gateway, denyList } = reserved();
    const id = tokenId('00000000000000ff');
    expect(() => gateway.store.revoke(id, null)).toThrow(expect.objectContaining({ code: 'not-found' }));
    const expiresAt = epochMilliseconds(monday + hours(1));
    gateway.store.revoke(id, { car: carId('car-1'), expiresAt });
    expect(denyList()?.content.denied).toEqual([id]);
  });

  it('gives a list that stays as it is a new date once a day', () => {
    const { gateway, issue, denyList } = reserved();
    gateway.store.revoke(idOf(issue().token), null);
    gateway.clock.setWall(epochMilliseconds(monday + hours(22)));
    expect(denyList()?.content.number).toBe(1);
    gateway.clock.setWall(epochMilliseconds(monday + hours(24)));
    expect(denyList()?.content.number).toBe(2);
  });
});

describe('a reservation that changes (clause 12.5)', () => {
  it('is cancelled with all its tokens', () => {
    const { gateway, reservation, issue, denyList } = reserved();
    issue();
    expect(gateway.store.cancelReservation(reservation)).toMatchObject({ number: 1, isDenied: true });
    expect(denyList()?.content.denied).toEqual([reservation]);
  });

  it('to an earlier end denies the tokens given out, and the next ones are good', () => {
    const { gateway, reservation, issue, denyList } = reserved();
    const first = issue().token;
    const changed = gateway.store.changeReservation(reservation, epochMilliseconds(monday + hours(4)));
    expect(changed.revocation).toMatchObject({ number: 1, isDenied: true });
    expect(denyList()?.content.denied).toEqual([idOf(first)]);
    expect(denyList()?.content.denied).not.toContain(idOf(issue().token));
  });

  it('to a later end denies nothing: earlier tokens open for less, not for more', () => {
    const { gateway, reservation, issue, denyList } = reserved();
    issue();
    const changed = gateway.store.changeReservation(reservation, epochMilliseconds(monday + hours(6)));
    expect([changed.revocation, denyList()]).toEqual([null, null]);
  });
});
