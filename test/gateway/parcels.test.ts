import { describe, expect, it } from 'vitest';
import { carId } from '../../protocol/ids.ts';
import { encodeBatch } from '../../protocol/messages/batch.ts';
import { agreementKey } from '../../protocol/node-agreement.ts';
import { closed, firstOpened, lockChanged, opened, trip } from '../support/journeys.ts';
import { parcelOf } from '../support/parcels.ts';
import { JournalWriter, recordingCar } from '../support/records.ts';
import { hours, minutes, monday, TestStore } from '../support/store.ts';

/** A rental of 20 km, records 3 to 6 of a journal of 7, at a gateway that has seen nothing of it. */
function rental() {
  const gateway = new TestStore();
  const car = gateway.addCar();
  gateway.addPeople();
  const reservation = gateway.reserve(car, 1, 3);
  const journal = new JournalWriter(car);
  const at = monday + hours(1);
  journal.write(firstOpened, 1000, monday);
  journal.write(lockChanged, 1000, monday);
  journal.write(opened(reservation), 1000, at);
  journal.write(lockChanged, 1000, at + minutes(1));
  journal.write(trip(1000, 21_000), 21_000, at + minutes(50));
  journal.write(closed(reservation, at + minutes(55)), 21_000, at + minutes(55));
  journal.write(lockChanged, 21_000, at + minutes(56));
  const point = gateway.store.courierKey() ?? expect.fail('no courier key');
  const parcel = (...batches: readonly Uint8Array[]) => parcelOf(car.car, batches, point);
  return { gateway, car, reservation, journal, point, parcel, carried: () => parcel(journal.batch(3, 6)) };
}

const refused = (code: string) => expect.objectContaining({ code });

describe('records that a phone has carried (clause 12.7)', () => {
  it('are stored and priced at once, though all before them is missing (D5)', () => {
    const { gateway, reservation, carried } = rental();
    expect(gateway.store.takeParcel(carried())).toEqual({ car: 'car-1', records: 4, outcome: 'stored' });
    const [statement] = gateway.store.statement(reservation);
    expect(statement).toMatchObject({ distanceMetres: 20_000, price: { ok: true } });
  });

  it('are there once, whichever way comes first', () => {
    const first = rental();
    first.gateway.store.takeParcel(first.carried());
    first.gateway.ingest(first.car, first.journal.batch());
    const other = rental();
    other.gateway.ingest(other.car, other.journal.batch());
    expect(other.gateway.store.takeParcel(other.carried()).outcome).toBe('known');
    for (const { gateway, car } of [first, other]) {
      expect(gateway.store.statements()).toHaveLength(1);
      expect(gateway.store.account(car.car)).toEqual(first.gateway.store.account(first.car.car));
      expect(gateway.store.quarantined(10)).toEqual([]);
    }
    expect(first.gateway.store.figures().records).toBe(other.gateway.store.figures().records);
  });

  it('come in several batches of one chain', () => {
    const { gateway, journal, parcel } = rental();
    const taken = gateway.store.takeParcel(parcel(journal.batch(3, 4), journal.batch(5, 6)));
    expect(taken).toMatchObject({ records: 4, outcome: 'stored' });
  });
});

describe('a parcel that the car has not signed is not stored (D4)', () => {
  const tampered = (change: (raw: Uint8Array) => Uint8Array) => {
    const { gateway, journal, parcel } = rental();
    const records = journal.records.slice(2, 6).map(({ raw }) => raw);
    const changed = records.map((raw, at) => (at === 1 ? change(raw) : raw));
    return {
      gateway,
      parcel: parcel(encodeBatch({ journal: journal.journal, firstSeq: 3, records: changed })),
    };
  };

  it.each([
    [
      'a record changed',
      (raw: Uint8Array) => raw.map((byte, at) => (at === raw.length - 1 ? byte ^ 1 : byte)),
    ],
    ['bytes for a record', () => Uint8Array.of(1, 2, 3)],
  ])('with %s', (_, change) => {
    const { gateway, parcel } = tampered(change);
    expect(() => gateway.store.takeParcel(parcel)).toThrow(refused('parcel-not-signed'));
    expect(gateway.store.figures().records).toBe(0);
  });

  it('with an end that no signature covers', () => {
    const { gateway, journal, parcel } = rental();
    const unsigned = parcel(journal.batch(3, 7));
    expect(() => gateway.store.takeParcel(unsigned)).toThrow(refused('parcel-not-signed'));
  });

  it('with records left out', () => {
    const { gateway, journal, parcel } = rental();
    const gap = parcel(journal.batch(3, 3), journal.batch(5, 6));
    expect(() => gateway.store.takeParcel(gap)).toThrow(refused('parcel-not-signed'));
  });

  it('made up by one who knows the gateway’s key and not the car’s', () => {
    const { gateway, reservation, parcel } = rental();
    const forger = new JournalWriter({ ...recordingCar('forger'), car: carId('car-1') });
    forger.write(opened(reservation), 1000, monday);
    forger.write(closed(reservation, monday), 1000, monday);
    expect(() => gateway.store.takeParcel(parcel(forger.batch()))).toThrow(refused('parcel-not-signed'));
  });

  it('in the name of another car, or of none', () => {
    const { gateway, journal, point } = rental();
    gateway.addCar('car-2');
    for (const [name, code] of [
      ['car-2', 'parcel-not-signed'],
      ['car-9', 'parcel-not-readable'],
    ] as const) {
      const parcel = parcelOf(carId(name), [journal.batch(3, 6)], point);
      expect(() => gateway.store.takeParcel(parcel)).toThrow(refused(code));
    }
  });

  it('encrypted to another gateway, or changed on the way', () => {
    const { gateway, car, journal, carried } = rental();
    const elsewhere = agreementKey(new Uint8Array(32).fill(3)).publicKey;
    const misled = parcelOf(car.car, [journal.batch(3, 6)], elsewhere);
    expect(() => gateway.store.takeParcel(misled)).toThrow(refused('parcel-not-readable'));
    const changed = carried().map((byte, at) => (at === 200 ? byte ^ 1 : byte));
    expect(() => gateway.store.takeParcel(changed)).toThrow(refused('parcel-not-readable'));
    expect(() => gateway.store.takeParcel(Uint8Array.of(0xa0))).toThrow(refused('malformed'));
  });
});
