import { describe, expect, test } from 'vitest';
import { type Verdict, verifierOf, verifyEvidence } from '../../gateway/verify-evidence.ts';
import { carId, journalId, reservationId, subject } from '../../protocol/ids.ts';
import { writeKeptReceipt } from '../../protocol/link/kept-receipt.ts';
import { encodeRentalReceipt, type RentalReceipt } from '../../protocol/link/rental-receipt.ts';
import { epochMilliseconds, metres } from '../../protocol/units.ts';
import { type RecordingCar, recordingCar } from '../support/records.ts';
import { type Rented, rented } from '../support/rented.ts';
import { ed25519Key } from '../support/signing-keys.ts';
import { hours, minutes, monday, storeSettings, TestStore } from '../support/store.ts';

const start = monday + hours(2);
const at = (minute: number) => epochMilliseconds(start + minutes(minute));
const operator = ed25519Key(storeSettings.billingSeed);

/** What the car of `rented` gives its driver after record 4, a lock, and at the end. */
function receiptOf({ car, journal, reservation }: Rented, moment: RentalReceipt['moment']): RentalReceipt {
  const trips = [
    { startedAt: at(5), endedAt: at(55), distanceMetres: metres(35_000) },
    { startedAt: at(70), endedAt: at(110), distanceMetres: metres(25_500) },
  ];
  const isEnded = moment === 'ended';
  const throughSeq = isEnded ? 6 : 4;
  return {
    car: car.car,
    reservation,
    subject: subject('abcdefgh'),
    moment,
    openedAt: at(0),
    at: isEnded ? at(120) : at(61),
    clockQuality: 'gnss',
    openedOdometerMetres: metres(5000),
    odometerMetres: metres(isEnded ? 65_500 : 40_000),
    trips: isEnded ? trips : trips.slice(0, 1),
    openedFuelPermille: 750,
    ...(isEnded ? { fuelPermille: 700 } : {}),
    keyInHolder: true,
    fuelCardInHolder: true,
    missing: [],
    journal: journal.journal,
    fromSeq: 2,
    throughSeq,
    link: journal.link(throughSeq),
  };
}

const driven = () => rented({ opening: { fuelPermille: 750 }, closing: { fuelPermille: 700 } });

const kept = (receipt: RentalReceipt, car: RecordingCar): Uint8Array =>
  new TextEncoder().encode(
    writeKeptReceipt({
      signed: encodeRentalReceipt(receipt, (bytes) => car.sign(bytes)),
      carKey: car.publicKey,
    }),
  );

type Proven = Pick<Rented, 'gateway' | 'car' | 'reservation'>;

/** What receipts prove against the evidence of one rental. */
function checker({ gateway, car, reservation }: Proven): (receipt: Uint8Array) => Verdict {
  const keys = { verifyCar: verifierOf(car.publicKey), verifyOperator: verifierOf(operator.publicKey.x) };
  const evidence = gateway.store.evidence(reservation);
  return (receipt) => verifyEvidence(evidence, keys, receipt);
}

const verdictOn = (rental: Proven, receipt: Uint8Array): Verdict => checker(rental)(receipt);

describe('a phone’s receipt verifies against evidence (clause 14.4)', () => {
  test.each(['locked', 'ended'] as const)('that is of the moment %s', (moment) => {
    const rental = driven();
    expect(verdictOn(rental, kept(receiptOf(rental, moment), rental.car))).toMatchObject({
      holds: true,
      proven: { receipt: moment },
    });
  });

  test.each<[string, Partial<RentalReceipt>, string]>([
    ['another car', { car: carId('car-2') }, 'receipt.car: says "car-2", the evidence is of "car-1"'],
    [
      'another reservation',
      { reservation: reservationId('00000000000000ee') },
      'receipt.reservation: says "00000000000000ee", the evidence is of "',
    ],
    [
      'another driver',
      { subject: subject('zzzzzzzz') },
      'receipt.subject: says "zzzzzzzz", the records give',
    ],
    [
      'another journal',
      { journal: journalId('00000000000000ff') },
      'receipt.journal: says 00000000000000ff,',
    ],
    ['another first record', { fromSeq: 3 }, 'receipt.fromSeq: says 3, the records give 2'],
    ['records that are not there', { throughSeq: 60 }, 'receipt.throughSeq: no record 60 there'],
    ['another link', { link: new Uint8Array(32) }, 'receipt.link: record 6 is another than the car gave'],
    ['another opening', { openedAt: at(1) }, `receipt.openedAt: says ${at(1)}, the records give ${at(0)}`],
    [
      'another odometer at the opening',
      { openedOdometerMetres: metres(5001) },
      'receipt.openedOdometerMetres: says 5001, the records give 5000',
    ],
    ['other fuel at the opening', { openedFuelPermille: 1 }, 'receipt.openedFuelPermille: says 1, '],
    ['other fuel at the end', { fuelPermille: 1 }, 'receipt.fuelPermille: says 1, the records give 700'],
    [
      'another odometer',
      { odometerMetres: metres(1) },
      'receipt.odometerMetres: says 1, the records give 65500',
    ],
    ['a trip left out', { trips: [] }, 'receipt.trips: says [], the records give [{"startedAt"'],
    ['another return', { at: at(121) }, `receipt.at: says ${at(121)}, the records give ${at(120)}`],
    [
      'something missing at the end',
      { missing: ['zone'] },
      'receipt.missing: says ["zone"], the closing gives []',
    ],
    ['another moment', { moment: 'locked' }, 'receipt.moment: says "locked", the records give "ended"'],
  ])('%s is told', (_, change, fault) => {
    const rental = driven();
    const receipt = kept({ ...receiptOf(rental, 'ended'), ...change }, rental.car);
    expect(verdictOn(rental, receipt)).toEqual({ holds: false, fault: expect.stringContaining(fault) });
  });

  test('a lock before the last record that it names is told, but for what a clock may move unrecorded', () => {
    const rental = driven();
    const receipt = (time: number) =>
      kept({ ...receiptOf(rental, 'locked'), at: epochMilliseconds(time) }, rental.car);
    expect(verdictOn(rental, receipt(at(61) - 2000))).toMatchObject({ holds: true });
    expect(verdictOn(rental, receipt(at(61) - 2001))).toMatchObject({
      fault: `receipt.at: says ${at(61) - 2001}, before record 4 at ${at(61)}`,
    });
  });

  test('another car’s signature, and what is no receipt, are told', () => {
    const rental = driven();
    const receipt = receiptOf(rental, 'ended');
    expect(verdictOn(rental, kept(receipt, recordingCar('car-9')))).toMatchObject({
      fault: 'receipt: not signed by this car',
    });
    expect(verdictOn(rental, new TextEncoder().encode('receipt 00'))).toMatchObject({
      fault: 'receipt: no receipt that a phone has kept',
    });
    const broken = writeKeptReceipt({ signed: Uint8Array.of(0), carKey: rental.car.publicKey });
    expect(verdictOn(rental, new TextEncoder().encode(broken))).toMatchObject({
      fault: 'receipt: COSE_Sign1: not tagged 18',
    });
  });

  test('any byte of the receipt changed is told', () => {
    const rental = driven();
    const check = checker(rental);
    const signed = encodeRentalReceipt(receiptOf(rental, 'ended'), (bytes) => rental.car.sign(bytes));
    for (let place = 0; place < signed.length; place += 7) {
      const changed = new Uint8Array(signed);
      changed[place] = (changed[place] ?? 0) ^ 1;
      const file = writeKeptReceipt({ signed: changed, carKey: rental.car.publicKey });
      expect(check(new TextEncoder().encode(file))).toMatchObject({ holds: false });
    }
  });

  test('a driver with a receipt shows that a reservation was used, whatever the evidence says', () => {
    const gateway = new TestStore();
    gateway.addPeople();
    const car = gateway.addCar();
    const reservation = gateway.reserve(car, 2, 4);
    gateway.store.cancelReservation(reservation);
    const receipt = kept({ ...receiptOf(driven(), 'ended'), reservation }, car);
    expect(verdictOn({ gateway, car, reservation }, receipt)).toMatchObject({
      fault: 'receipt: the car was opened, but the evidence is of a reservation that nobody used',
    });
  });
});
