import { describe, expect, it } from 'vitest';
import { verifierOf, verifyEvidence } from '../../gateway/verify-evidence.ts';
import { toHex } from '../../protocol/codec/bytes.ts';
import { customerId, driverId } from '../../protocol/ids.ts';
import { writeKeptReceipt } from '../../protocol/link/kept-receipt.ts';
import { Phone } from '../../protocol/link/phone.ts';
import { decodeRentalReceipt } from '../../protocol/link/rental-receipt.ts';
import { epochMilliseconds, toEpochMilliseconds } from '../../protocol/units.ts';
import { hwfet } from '../../simulator/car/cycles/hwfet.ts';
import { nodeCrypto } from '../../simulator/phone/node-crypto.ts';
import { countingRandom } from '../support/random.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import { storeSettings, TestStore } from '../support/store.ts';
import { car, carKey, claims, hour, loneCar, now, phone as phoneKey, tokenOf } from './lone-car.ts';

/** A gateway that knows the car, and a reservation from now on, with a token for it. */
function gatewayWithReservation() {
  const gateway = new TestStore();
  gateway.clock.setWall(toEpochMilliseconds(now));
  gateway.addPeople();
  gateway.store.addCar({ car, priceClass: 'S', registration: 'x', publicKey: carKey.publicKey.x });
  const reservation = gateway.store.addReservation({
    car,
    customer: customerId('acme'),
    driver: driverId('ann'),
    startsAt: toEpochMilliseconds(now),
    endsAt: epochMilliseconds(toEpochMilliseconds(now) + 4 * hour * 1000),
  });
  return { gateway, token: tokenOf({ rights: { ...claims.rights, reservation } }), reservation };
}

/** A phone near a car that never has coverage. */
async function nearLoneCar(token: Uint8Array) {
  const { unit, pass } = await loneCar();
  const { scheduler } = { scheduler: unit };
  const talk = async <Result>(work: (phone: Phone) => Promise<Result>): Promise<Result> => {
    const phone: Phone = new Phone({
      token,
      carKey: carKey.publicKey.x,
      timers: { after: () => () => {} },
      write: (bytes) => end.write(bytes),
      crypto: nodeCrypto(countingRandom(), phoneKey.sign),
    });
    const end = scheduler.link.connect({ data: (bytes) => phone.data(bytes), closed: () => phone.closed() });
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    const result = work(phone);
    result.then(over, over);
    for (let turn = 0; turn < 600 && !isOver; turn++) await pass(0.1);
    end.close();
    return result;
  };
  const drive = async () => {
    const { happen } = unit.car;
    happen({ kind: 'key-moved', inHolder: false });
    await pass(2);
    happen({ kind: 'ignition-turned', on: true });
    await pass(10);
    happen({ kind: 'drive-started', cycle: hwfet, laps: 1 });
    await pass(hwfet.durationMs / 1000 + 20);
    happen({ kind: 'ignition-turned', on: false });
    await pass(310);
    happen({ kind: 'key-moved', inHolder: true });
    await pass(5);
  };
  return { talk, drive, pass };
}

describe('a rental that never had coverage', () => {
  it('is ended with a receipt, carried to the gateway by its phone, priced at once, and proven (12.6, 12.7, 14.4)', async () => {
    const { gateway, token, reservation } = gatewayWithReservation();
    const { talk, drive, pass } = await nearLoneCar(token);
    await talk((phone) => phone.request('unlock'));
    await drive();
    const locked = await talk((phone) => phone.request('lock'));
    const lockReceipt = decodeRentalReceipt(locked.receipt ?? expect.fail('no receipt'));
    expect(lockReceipt.receipt).toMatchObject({
      reservation,
      moment: 'locked',
      missing: [],
      keyInHolder: true,
    });
    await talk((phone) => phone.request('unlock'));
    await pass(2);
    const ended = await talk((phone) => phone.request('end'));
    const { receipt, signedBytes, signature } = decodeRentalReceipt(
      ended.receipt ?? expect.fail('no receipt'),
    );
    expect(carKey.verify(signedBytes, signature)).toBe(true);
    const driven = receipt.odometerMetres - receipt.openedOdometerMetres;
    expect(receipt).toMatchObject({ car, reservation, moment: 'ended', trips: [{ distanceMetres: driven }] });
    expect(driven).toBeGreaterThan(16_000);

    const { again, parcel } = await talk(async (phone) => ({
      again: await phone.request('status'),
      parcel: await phone.collect(),
    }));
    expect(again.verdict).toBe('rental-ended');
    expect(toHex(again.receipt ?? new Uint8Array())).toBe(toHex(ended.receipt ?? new Uint8Array()));
    if (parcel === null) expect.fail('nothing to carry');
    expect(parcel.length).toBeLessThan(65_536);
    expect(Buffer.from(parcel).includes(Buffer.from(reservation, 'hex'))).toBe(false);

    const taken = gateway.store.takeParcel(parcel);
    expect(taken).toEqual({ car, records: receipt.throughSeq - receipt.fromSeq + 1, outcome: 'stored' });
    expect(gateway.store.takeParcel(parcel).outcome).toBe('known');
    const [statement] = gateway.store.statement(reservation);
    expect(statement).toMatchObject({
      car,
      distanceMetres: driven,
      records: { journal: receipt.journal, fromSeq: receipt.fromSeq, toSeq: receipt.throughSeq },
    });
    const evidence = gateway.store.evidence(reservation);
    const keys = {
      verifyCar: verifierOf(carKey.publicKey.x),
      verifyOperator: verifierOf(ed25519Key(storeSettings.billingSeed).publicKey.x),
    };
    for (const { receipt: signed = expect.fail('no receipt') } of [locked, ended]) {
      const kept = writeKeptReceipt({ signed, carKey: carKey.publicKey.x });
      const verdict = verifyEvidence(evidence, keys, new TextEncoder().encode(kept));
      expect(verdict).toMatchObject({
        holds: true,
        proven: { receipt: signed === ended.receipt ? 'ended' : 'locked' },
      });
    }
  }, 60_000);

  it('gives its records to the phone whose rental it is, and to no other', async () => {
    const { token } = gatewayWithReservation();
    const near = await nearLoneCar(token);
    await near.talk((phone) => phone.request('unlock'));
    await expect(near.talk((phone) => phone.collect())).rejects.toMatchObject({ code: 'hello-missing' });
    const open = await near.talk(async (phone) => {
      await phone.request('status');
      return phone.collect();
    });
    expect(open).not.toBeNull();
  });
});
